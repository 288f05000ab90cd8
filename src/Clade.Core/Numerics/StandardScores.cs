using MathNet.Numerics.Statistics;

namespace Clade.Numerics;

/// <summary>Numbers brought to mean 0 and variance 1.</summary>
internal static class StandardScores
{
    /// <param name="values">Finite numbers, as large or as small as they may be; at least one.</param>
    /// <returns>For each its distance from the mean in standard deviations; all 0 where they hardly differ.</returns>
    public static double[] Of(double[] values)
    {
        // The largest doubles' sum would overflow, and the smallest ones' squares vanish.
        var largest = values.Max(Math.Abs);
        if (largest == 0) return values;
        var scaled = Array.ConvertAll(values, value => value / largest);
        var (mean, deviation) = (scaled.Average(), scaled.PopulationStandardDeviation());
        return deviation > 1e-14
            ? Array.ConvertAll(scaled, value => (value - mean) / deviation)
            : new double[values.Length];
    }
}
