namespace Clade;

/// <summary>
/// Sobol's sequence with Owen's scrambling: any 2^k points that follow one another from a multiple of 2^k on lie once
/// in each of the 2^k parts of every axis.
/// </summary>
/// <remarks>
/// Sobol, 1967; nested uniform scrambling of Owen, 1995. Scrambling makes every point uniformly distributed, and leaves
/// the points' spread as even as it is.
/// </remarks>
internal static class SobolSequence
{
    /// <summary>How many dimensions there are.</summary>
    public const int DimensionsMax = 101;

    private const int Bits = 32;

    /// <summary>For each dimension, what each binary digit of a point's number adds.</summary>
    internal static readonly uint[][] Directions = AllDirections();

    /// <summary>A coordinate of a point, in [0, 1).</summary>
    /// <param name="index">The point, from 0.</param>
    /// <param name="dimension">The dimension, from 0.</param>
    /// <param name="seed">Decides the scrambling.</param>
    public static double At(uint index, int dimension, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(dimension, DimensionsMax);
        var digits = 0U;
        for (var rest = index; rest != 0; rest &= rest - 1)
        {
            digits ^= Directions[dimension][System.Numerics.BitOperations.TrailingZeroCount(rest)];
        }

        // Below the last digit of the sequence all is chance.
        var below = Stream(seed, dimension, Bits, index).NextDouble();
        return Math.Min((Scramble(digits, dimension, seed) + below) / (1L << Bits), Math.BitDecrement(1.0));
    }

    /// <summary>The polynomials of the dimensions from the second on: all primitive ones over two elements.</summary>
    internal static IEnumerable<(int Degree, uint Coefficients)> Polynomials()
    {
        for (var degree = 1; ; degree++)
        {
            for (var inner = 0U; inner < 1U << (degree - 1); inner++)
            {
                if (IsPrimitive(degree, (1U << degree) | (inner << 1) | 1)) yield return (degree, inner);
            }
        }
    }

    // A digit is turned over or not by a coin for the digits before it.
    private static uint Scramble(uint digits, int dimension, ulong seed)
    {
        var flips = 0U;
        for (var bit = 0; bit < Bits; bit++)
        {
            var before = bit == 0 ? 0 : digits >> (Bits - bit);
            if (Stream(seed, dimension, bit, before).NextBoolean()) flips |= 1U << (Bits - 1 - bit);
        }

        return digits ^ flips;
    }

    private static KeyedRandom Stream(ulong seed, int dimension, int bit, uint before) => KeyedRandom.For(
        seed, RandomPurpose.Scramble, dimension, ((long)bit << Bits) | before);

    private static uint[][] AllDirections()
    {
        var all = new uint[DimensionsMax][];
        all[0] = [.. Enumerable.Range(0, Bits).Select(static bit => 1U << (Bits - 1 - bit))];
        foreach (var (i, (degree, inner)) in Polynomials().Take(DimensionsMax - 1).Index())
        {
            all[i + 1] = DirectionsOf(degree, inner, SobolNumbers.Draw(i + 1, degree, SobolNumbers.Kept[i]));
        }

        return all;
    }

    /// <summary>The recurrence of Bratley and Fox, 1988.</summary>
    internal static uint[] DirectionsOf(int degree, uint inner, ReadOnlySpan<uint> initial)
    {
        var directions = new uint[Bits];
        for (var i = 0; i < Bits; i++)
        {
            if (i < degree)
            {
                directions[i] = initial[i] << (Bits - 1 - i);
                continue;
            }

            directions[i] = directions[i - degree] ^ (directions[i - degree] >> degree);
            for (var k = 1; k < degree; k++)
            {
                if (((inner >> (degree - 1 - k)) & 1) != 0) directions[i] ^= directions[i - k];
            }
        }

        return directions;
    }

    /// <summary>
    /// Whether the powers of x run through every polynomial of lower degree before they come back to 1.
    /// </summary>
    private static bool IsPrimitive(int degree, uint polynomial)
    {
        var (power, order) = (1U, 0U);
        do
        {
            power <<= 1;
            if ((power >> degree) != 0) power ^= polynomial;
            order++;
        }
        while (power > 1);
        return power == 1 && order == (1U << degree) - 1;
    }
}
