namespace Clade.Examples.Mnist;

/// <summary>A random stream that is a pure function of its key (SplitMix64: Steele, Lea and Flood, 2014).</summary>
/// <remarks>
/// Keyed, so that epoch 5 draws the same numbers whether epochs 1 to 4 ran in this process or before a restore.
/// </remarks>
internal struct SplitMix64
{
    private ulong _state;

    private SplitMix64(ulong state) => _state = state;

    public static SplitMix64 For(ulong seed, params ReadOnlySpan<ulong> key)
    {
        var state = Mix(seed);
        foreach (var part in key) state = Mix(state ^ Mix(part));
        return new SplitMix64(state);
    }

    public ulong NextUInt64() => Mix(unchecked(_state += 0x9E3779B97F4A7C15));

    /// <summary>A number in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    public double NextUniform(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>An integer in [0, <paramref name="bound"/>).</summary>
    public int NextIndex(int bound) => (int)Math.BigMul(NextUInt64(), (ulong)bound, out _);

    /// <summary>A standard normal number, by Box and Muller.</summary>
    public double NextGaussian()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
