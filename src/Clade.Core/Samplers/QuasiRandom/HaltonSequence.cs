namespace Clade;

/// <summary>Halton's sequence with random digits: a point's number in another prime base for every dimension.</summary>
/// <remarks>
/// Halton, 1960; each digit of each dimension has a random permutation of its own (Owen, 2017), digits beyond the
/// number's last among them, so that every point is uniformly distributed.
/// </remarks>
internal static class HaltonSequence
{
    /// <summary>Digits that a double does not hold are left out.</summary>
    private const double Resolution = 1.0 / (1L << 53);

    /// <summary>A coordinate of a point, in [0, 1).</summary>
    /// <param name="index">The point, from 0.</param>
    /// <param name="dimension">The dimension, from 0.</param>
    /// <param name="prime">The dimension's base.</param>
    /// <param name="seed">Decides the permutations.</param>
    public static double At(uint index, int dimension, int prime, ulong seed)
    {
        var (place, weight, rest) = (0.0, 1.0, index);
        for (var digit = 0; weight > Resolution; digit++)
        {
            weight /= prime;
            place += weight * Permuted((int)(rest % (uint)prime), prime, StreamOf(seed, dimension, digit));
            rest /= (uint)prime;
        }

        return Math.Min(place, Math.BitDecrement(1.0));
    }

    /// <summary>The primes, from 2.</summary>
    public static IEnumerable<int> Primes()
    {
        var before = new List<int>();
        for (var candidate = 2; ; candidate++)
        {
            if (before.TakeWhile(prime => prime * prime <= candidate).Any(prime => candidate % prime == 0)) continue;

            before.Add(candidate);
            yield return candidate;
        }
    }

    /// <summary>Where a random permutation sends a digit.</summary>
    private static int Permuted(int digit, int prime, KeyedRandom random)
    {
        Span<int> digits = prime <= 1_024 ? stackalloc int[prime] : new int[prime];
        for (var i = 0; i < prime; i++) digits[i] = i;
        for (var i = prime - 1; i > 0; i--)
        {
            var other = random.NextIndex(i + 1);
            (digits[i], digits[other]) = (digits[other], digits[i]);
        }

        return digits[digit];
    }

    private static KeyedRandom StreamOf(ulong seed, int dimension, int digit) =>
        KeyedRandom.For(seed, RandomPurpose.Scramble, ~dimension, digit);
}
