using System.Globalization;
using MathNet.Numerics.Statistics;

namespace Clade;

/// <summary>A share with its uncertainty.</summary>
/// <remarks>
/// The uncertainty comes from estimating the share anew from trials drawn with replacement: by two trees of the forest
/// (fANOVA), which is more uncertain than all of it, or by one resample (PED-ANOVA). It says how much the figure
/// depends on which trials happened to be run; it does not know about regions where no trial was.
/// </remarks>
public readonly record struct ShareEstimate
{
    private ShareEstimate(double share, double standardError, double low, double high) =>
        (Share, StandardError, Low, High) = (share, standardError, low, high);

    /// <summary>The share, in [0, 1].</summary>
    public double Share { get; }

    /// <summary>The standard deviation of the estimates.</summary>
    public double StandardError { get; }

    /// <summary>A twentieth of the estimates lies below.</summary>
    public double Low { get; }

    /// <summary>A twentieth of the estimates lies above.</summary>
    public double High { get; }

    /// <summary>For people: <c>0.62 (0.51 to 0.70)</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Share:F2} ({Low:F2} to {High:F2})");

    /// <param name="share">The share; chance may have put it slightly outside [0, 1].</param>
    /// <param name="estimates">At least two estimates of it.</param>
    internal static ShareEstimate Of(double share, double[] estimates) => new(
        Math.Clamp(share, 0, 1), Statistics.StandardDeviation(estimates),
        Math.Clamp(Statistics.Quantile(estimates, 0.05), 0, 1), Math.Clamp(Statistics.Quantile(estimates, 0.95), 0, 1));
}
