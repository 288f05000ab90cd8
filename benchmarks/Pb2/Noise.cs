namespace Clade.Benchmarks.Pb2;

/// <summary>Noise that follows from a key, as a training function's does from its data.</summary>
internal static class Noise
{
    /// <summary>A draw from the standard normal distribution (Box and Muller, 1958).</summary>
    public static double Normal(double seed, double step)
    {
        var (u, v) = (Uniform((seed * 31) + step), Uniform((seed * 17) + (step * 7) + 0.5));
        return Math.Sqrt(-2 * Math.Log(1 - u)) * Math.Cos(2 * Math.PI * v);
    }

    private static double Uniform(double key)
    {
        var bits = unchecked((ulong)BitConverter.DoubleToInt64Bits(key) * 0x9E3779B97F4A7C15UL);
        bits = unchecked((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9UL);
        bits = unchecked((bits ^ (bits >> 27)) * 0x94D049BB133111EBUL);
        return ((bits ^ (bits >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
