namespace Clade;

/// <summary>
/// A stream of random numbers named by a key, so that what one trial draws never depends on what another drew before.
/// </summary>
/// <remarks>
/// SplitMix64 (Steele, Lea, Flood, 2014), started from a hash of the key: the same on every platform.
/// </remarks>
public sealed class KeyedRandom
{
    private ulong _state;

    private KeyedRandom(ulong state) => _state = state;

    /// <summary>The stream for one purpose at one place of an experiment.</summary>
    /// <param name="seed">The experiment's seed.</param>
    /// <param name="purpose">What the numbers are for.</param>
    /// <param name="first">Usually the trial.</param>
    /// <param name="second">Usually the step: how often this trial came here before.</param>
    internal static KeyedRandom For(ulong seed, RandomPurpose purpose, long first = 0, long second = 0)
    {
        unchecked
        {
            var hash = Mix(seed + Golden);
            hash = Mix(hash ^ ((ulong)purpose * 0xD6E8FEB86659FD93UL));
            hash = Mix(hash ^ ((ulong)first * 0xA0761D6478BD642FUL) + Golden);
            return new KeyedRandom(Mix(hash ^ ((ulong)second * 0xE7037ED1A0B428DBUL) + Golden));
        }
    }

    /// <summary>A stream below this one, for the item of that name; this stream does not move.</summary>
    internal KeyedRandom Fork(string name)
    {
        // FNV-1a: stable over processes, unlike string.GetHashCode.
        var hash = 14695981039346656037UL;
        foreach (var letter in name) hash = unchecked((hash ^ letter) * 1099511628211UL);
        return new KeyedRandom(Mix(_state ^ hash));
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits() => Mix(unchecked(_state += Golden));

    /// <summary>A number in [0, 1), with 53 random bits.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>An index in [0, count), without bias.</summary>
    public int NextIndex(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return (int)NextBelow((ulong)count);
    }

    /// <summary>A whole number in [0, bound), without bias.</summary>
    public ulong NextBelow(ulong bound)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bound);
        // Numbers from the incomplete last block would make small results likelier.
        var limit = ulong.MaxValue - (ulong.MaxValue % bound);
        ulong bits;
        do bits = NextBits(); while (bits >= limit);
        return bits % bound;
    }

    /// <summary>True with the given probability.</summary>
    public bool NextBoolean(double probability = 0.5) => NextDouble() < probability;

    /// <summary>A draw from the standard normal distribution (Box and Muller, 1958).</summary>
    public double NextNormal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    private const ulong Golden = 0x9E3779B97F4A7C15UL;

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
