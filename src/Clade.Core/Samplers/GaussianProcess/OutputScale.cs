using MathNet.Numerics.Statistics;

namespace Clade.GaussianProcesses;

/// <summary>Brings scores to mean 0 and variance 1.</summary>
internal static class OutputScale
{
    /// <param name="scores">Scores, the unusable ones as not a number; at least one is usable.</param>
    /// <returns>For each score a value; unusable ones count as the worst of the others.</returns>
    public static double[] Standardise(ReadOnlySpan<double> scores)
    {
        var values = Impute(scores);
        return Normalise(Mode switch
        {
            1 => YeoJohnson(Normalise(values)),
            2 => Bilog(Normalise(values)),
            3 => Winsor(values),
            4 => YeoJohnson(Normalise(Winsor(values))),
            _ => values,
        });
    }

    public static int Mode;

    private static double[] Bilog(double[] v) => [.. v.Select(x => x)];

    private static double[] Winsor(double[] v)
    {
        var sorted = v.Order().ToArray();
        var median = sorted[sorted.Length / 2];
        var q = sorted[(int)(sorted.Length * 0.75)];
        var top = sorted[^1];
        var scale = Math.Max(top - median, 1e-300);
        // below median, compress logarithmically beyond scale
        return [.. v.Select(x => x >= median - scale ? x : median - scale - (scale * Math.Log((median - x) / scale)))];
    }

    private static double[] YeoJohnson(double[] z)
    {
        var best = double.NegativeInfinity;
        double[] chosen = z;
        for (var lambda = 1.0; lambda <= 6.01; lambda += 0.25)
        {
            var t = z.Select(x => Yj(x, lambda)).ToArray();
            var variance = t.Variance();
            var like = -z.Length / 2.0 * Math.Log(variance) + (lambda - 1) * z.Sum(x => Math.Sign(x) * Math.Log(1 + Math.Abs(x)));
            if (like > best) (best, chosen) = (like, t);
        }
        return chosen;
    }

    private static double Yj(double x, double l) => x >= 0
        ? Math.Abs(l) < 1e-9 ? Math.Log(1 + x) : (Math.Pow(1 + x, l) - 1) / l
        : Math.Abs(l - 2) < 1e-9 ? -Math.Log(1 - x) : -(Math.Pow(1 - x, 2 - l) - 1) / (2 - l);

    private static double[] Impute(ReadOnlySpan<double> scores)
    {
        var worst = double.PositiveInfinity;
        foreach (var score in scores)
        {
            if (double.IsFinite(score)) worst = Math.Min(worst, score);
        }

        var values = scores.ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i])) values[i] = worst;
        }

        return values;
    }

    private static double[] Normalise(double[] values)
    {
        // Sums of the largest doubles overflow, so they are brought near 1 first.
        var largest = values.Max(Math.Abs);
        if (largest == 0) return values;
        var scaled = values.Select(value => value / largest).ToArray();
        var (mean, deviation) = (scaled.Average(), scaled.PopulationStandardDeviation());
        return deviation > 1e-14
            ? [.. scaled.Select(value => (value - mean) / deviation)]
            : new double[values.Length];
    }
}
