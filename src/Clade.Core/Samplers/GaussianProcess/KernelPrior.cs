namespace Clade.GaussianProcesses;

/// <summary>What is believed of the kernel's parameters before anything is observed: each is log-normal.</summary>
/// <remarks>
/// Length scales grow with the square root of the number of coordinates, because distances do (Hvarfner and others,
/// 2024, arXiv:2402.02229). Scores are standardised, so the variance is near 1. The centres were chosen by the regret
/// on test functions.
/// </remarks>
internal static class KernelPrior
{
    public const double NoiseMin = 1e-8;

    private const double LengthSpread = 1.0;
    private const double VarianceSpread = 1.5;
    private const double NoiseSpread = 3.0;
    private const double LengthCentre = 0.25;
    private const double NoiseCentre = 1e-5;

    /// <summary>Where a fit begins: at the centre, but with much noise.</summary>
    /// <remarks>
    /// From there a search comes down to little noise where there is little. The other way round it takes noise for a
    /// function that changes all the time, and stays there.
    /// </remarks>
    public static KernelScales Start(int dimensions)
    {
        var inverse = new double[dimensions];
        Array.Fill(inverse, 1 / (LengthCentre * LengthCentre * dimensions));
        return new KernelScales(inverse, Variance: 1, Noise: 0.1);
    }

    /// <summary>Minus the logarithm of the density of the parameters' logarithms, up to a constant.</summary>
    /// <param name="logs">The parameters' logarithms.</param>
    /// <param name="gradient">The derivative is added to it.</param>
    public static double Penalty(ReadOnlySpan<double> logs, Span<double> gradient)
    {
        var dimensions = logs.Length - 2;
        var centre = -Math.Log(LengthCentre * LengthCentre * dimensions);
        var penalty = 0.0;
        for (var i = 0; i < dimensions; i++)
        {
            penalty += Penalty(logs[i], centre, 2 * LengthSpread, ref gradient[i]);
        }

        return penalty
            + Penalty(logs[^2], centre: 0, VarianceSpread, ref gradient[^2])
            + Penalty(logs[^1], Math.Log(NoiseCentre), NoiseSpread, ref gradient[^1]);
    }

    /// <summary>How far the parameters' logarithms may go.</summary>
    public static (double[] Low, double[] High) Bounds(int dimensions)
    {
        var (low, high) = (new double[dimensions + 2], new double[dimensions + 2]);
        Array.Fill(low, Math.Log(1e-6));
        Array.Fill(high, Math.Log(1e6));
        (low[^2], high[^2]) = (Math.Log(1e-2), Math.Log(1e3));
        (low[^1], high[^1]) = (Math.Log(NoiseMin), 0);
        return (low, high);
    }

    private static double Penalty(double log, double centre, double spread, ref double gradient)
    {
        var standard = (log - centre) / spread;
        gradient += standard / spread;
        return standard * standard / 2;
    }
}
