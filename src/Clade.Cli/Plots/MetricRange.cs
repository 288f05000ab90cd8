using ScottPlot;

namespace Clade.Cli.Plots;

/// <summary>Which values of the metric an axis shows.</summary>
internal static class MetricRange
{
    // How much of all values may be cut off at the bad end, where the rest would be squeezed into a stripe otherwise.
    private const double CutFraction = 0.1;
    private const double SqueezedFraction = 0.4;
    private const double Margin = 0.04;

    /// <summary>Limits the vertical axis; a bad beginning doesn't hide the differences at the end.</summary>
    /// <returns>A remark on what was cut off; empty if nothing was.</returns>
    public static string Limit(Plot plot, IEnumerable<double> values, Objective objective)
    {
        var sorted = values.Where(double.IsFinite).Order().ToList();
        if (sorted.Count == 0) return "";

        var (low, high) = (sorted[0], sorted[^1]);
        var cut = (int)(sorted.Count * CutFraction);
        var inner = objective.Maximizes ? high - sorted[cut] : sorted[^(cut + 1)] - low;
        var isCut = inner > 0 && inner < SqueezedFraction * (high - low);
        if (isCut) (low, high) = objective.Maximizes ? (sorted[cut], high) : (low, sorted[^(cut + 1)]);
        var margin = high > low ? Margin * (high - low) : Math.Max(Math.Abs(high) * Margin, 1e-9);
        plot.Axes.SetLimitsY(low - margin, high + margin);
        return isCut ? $"; the worst {CutFraction:P0} of all reports are outside" : "";
    }
}
