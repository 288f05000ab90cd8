using System.Numerics;

namespace Clade.Core.Tests.Samplers.QuasiRandom;

/// <summary>How even the pairs of dimensions of Sobol's sequence are, before any scrambling.</summary>
public sealed class SobolNumbersTests
{
    private static readonly List<(int Degree, uint Coefficients)> Polynomials =
        [.. SobolSequence.Polynomials().Take(SobolSequence.DimensionsMax - 1)];

    [Fact]
    public void Numbers_are_odd_and_short()
    {
        Assert.Equal(Polynomials.Count, SobolNumbers.Kept.Length);
        foreach (var (i, (degree, _)) in Polynomials.Index())
        {
            var numbers = SobolNumbers.Draw(i + 1, degree, SobolNumbers.Kept[i]);
            Assert.Equal(degree, numbers.Length);
            for (var k = 0; k < degree; k++) Assert.True(numbers[k] % 2 == 1 && numbers[k] < 2U << k);
        }
    }

    [Fact]
    public void A_t_value_is_that_of_the_points()
    {
        // With 2^m points, each box of the area 2^(t - m) holds 2^t of them: t is the least number of which that is so.
        for (var (dimension, m) = (1, 5); dimension < 8; dimension++)
        {
            var t = TValue(SobolSequence.Directions[0], SobolSequence.Directions[dimension], m);
            Assert.True(IsEven(dimension, m, t));
            if (t > 0) Assert.False(IsEven(dimension, m, t - 1));
        }
    }

    /// <summary>Under the best published numbers, of Joe and Kuo, the means are 1.895, 2.269 and 2.548.</summary>
    [Theory]
    [InlineData(6, 1.81, 5)]
    [InlineData(8, 2.12, 6)]
    [InlineData(10, 2.47, 5)]
    public void Pairs_of_the_first_fifty_dimensions_are_even(int m, double mean, int max)
    {
        var values = new List<int>();
        for (var one = 0; one < 50; one++)
        {
            for (var other = one + 1; other < 50; other++)
            {
                values.Add(TValue(SobolSequence.Directions[one], SobolSequence.Directions[other], m));
            }
        }

        Assert.InRange(values.Average(), 0, mean);
        Assert.Equal(max, values.Max());
    }

    [Fact]
    public void The_draws_that_were_kept_are_those_that_pair_best()
    {
        for (var dimension = 1; dimension <= 5; dimension++)
        {
            var (degree, coefficients) = Polynomials[dimension - 1];
            var best = Enumerable.Range(0, SobolNumbers.DrawsMax).MinBy(draw => SumOf(
                dimension, SobolSequence.DirectionsOf(
                    degree, coefficients, SobolNumbers.Draw(dimension, degree, draw))));
            Assert.Equal(best, SobolNumbers.Kept[dimension - 1]);
        }
    }

    private static double SumOf(int dimension, uint[] directions) => Enumerable.Range(0, dimension).Sum(before =>
        Enumerable.Range(2, 9).Sum(m => Math.Pow(TValue(SobolSequence.Directions[before], directions, m), 4)));

    /// <summary>
    /// The t-value of a pair for 2^m points: m less the largest k such that for all k₁ + k₂ = k the first k₁ digits of
    /// the one and the first k₂ of the other together take every value.
    /// </summary>
    private static int TValue(uint[] one, uint[] other, int m)
    {
        var largest = m;
        for (var first = 0; first <= m; first++)
        {
            var basis = new uint[m];
            for (var digit = 0; digit < first; digit++) Assert.True(Add(basis, RowOf(one, digit, m)));

            var second = 0;
            while (first + second < m && Add(basis, RowOf(other, second, m))) second++;
            if (first + second < m) largest = Math.Min(largest, first + second);
        }

        return m - largest;
    }

    /// <summary>Which digits of a point's number go into a digit of its coordinate.</summary>
    private static uint RowOf(uint[] directions, int digit, int m)
    {
        var row = 0U;
        for (var column = 0; column < m; column++) row |= ((directions[column] >> (31 - digit)) & 1) << column;
        return row;
    }

    /// <summary>Adds a row to a basis over two elements.</summary>
    /// <returns>Whether it depends on none of those there.</returns>
    private static bool Add(uint[] basis, uint row)
    {
        while (row != 0)
        {
            var leading = BitOperations.Log2(row);
            if (basis[leading] == 0)
            {
                basis[leading] = row;
                return true;
            }

            row ^= basis[leading];
        }

        return false;
    }

    private static bool IsEven(int dimension, int m, int t) => Enumerable.Range(0, m - t + 1).All(columns =>
    {
        var (width, height) = (1 << columns, 1 << (m - t - columns));
        var boxes = Enumerable.Range(0, 1 << m).CountBy(i => (
            (int)(width * SobolSequence.At((uint)i, 0, 5)), (int)(height * SobolSequence.At((uint)i, dimension, 5))));
        return boxes.Count() == width * height && boxes.All(box => box.Value == 1 << t);
    });
}
