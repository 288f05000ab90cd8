namespace Clade.Core.Tests.Samplers.QuasiRandom;

/// <summary>Sobol's and Halton's sequences are as even as theory says, scrambled or not.</summary>
public sealed class SequenceTests
{
    [Fact]
    public void The_polynomials_are_all_primitive_ones()
    {
        var polynomials = SobolSequence.Polynomials().Take(SobolSequence.DimensionsMax - 1).ToList();
        Assert.Equal(
            [
                (1, 0U), (2, 1U), (3, 1U), (3, 2U), (4, 1U), (4, 4U), (5, 2U), (5, 4U), (5, 7U), (5, 11U), (5, 13U),
                (5, 14U),
            ],
            polynomials.Take(12));
        // There are so many primitive polynomials of the degrees 1 to 9.
        Assert.Equal(
            [1, 1, 2, 2, 6, 6, 18, 16, 48],
            polynomials.CountBy(static polynomial => polynomial.Degree).Select(static pair => pair.Value));
    }

    [Theory]
    [InlineData(0U)]
    [InlineData(128U)]
    public void Points_of_Sobol_lie_once_in_each_part_of_every_axis(uint from)
    {
        for (var dimension = 0; dimension < SobolSequence.DimensionsMax; dimension++)
        {
            var parts = Enumerable.Range(0, 128)
                .Select(i => (int)(128 * SobolSequence.At(from + (uint)i, dimension, 3)));
            Assert.Equal(128, parts.Distinct().Count());
        }
    }

    [Fact]
    public void The_first_two_dimensions_of_Sobol_are_a_net()
    {
        for (var columns = 1; columns <= 64; columns *= 2)
        {
            var rows = 64 / columns;
            var boxes = Enumerable.Range(0, 64).Select(i => (
                (int)(columns * SobolSequence.At((uint)i, 0, 5)), (int)(rows * SobolSequence.At((uint)i, 1, 5))));
            Assert.Equal(64, boxes.Distinct().Count());
        }
    }

    [Fact]
    public void Points_of_Halton_lie_once_in_each_part_of_every_axis()
    {
        foreach (var (dimension, prime) in HaltonSequence.Primes().Take(12).Index())
        {
            var count = prime * prime;
            var parts = Enumerable.Range(0, count)
                .Select(i => (int)(count * HaltonSequence.At((uint)i, dimension, prime, 3)));
            Assert.Equal(count, parts.Distinct().Count());
        }
    }

    [Fact]
    public void Primes_are_prime() =>
        Assert.Equal([2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37], HaltonSequence.Primes().Take(12));

    [Fact]
    public void Scrambling_makes_every_point_uniform()
    {
        // The mean of 4,000 uniform draws has a standard deviation of 0.0046, their variance one of 0.0012.
        foreach (var coordinate in new Func<ulong, double>[]
        {
            static seed => SobolSequence.At(0, 3, seed), static seed => SobolSequence.At(5, 90, seed),
            static seed => HaltonSequence.At(0, 3, 7, seed), static seed => HaltonSequence.At(5, 20, 73, seed),
        })
        {
            var draws = Enumerable.Range(0, 4_000).Select(seed => coordinate((ulong)seed)).ToList();
            Assert.All(draws, static draw => Assert.InRange(draw, 0, Math.BitDecrement(1.0)));
            var mean = draws.Average();
            Assert.InRange(mean, 0.48, 0.52);
            Assert.InRange(draws.Average(draw => Math.Pow(draw - mean, 2)), 0.078, 0.089);
        }
    }

    [Fact]
    public void Points_far_out_are_no_obstacle()
    {
        Assert.InRange(SobolSequence.At(uint.MaxValue, 100, 1), 0, Math.BitDecrement(1.0));
        Assert.InRange(HaltonSequence.At(uint.MaxValue, 100, 547, 1), 0, Math.BitDecrement(1.0));
    }
}
