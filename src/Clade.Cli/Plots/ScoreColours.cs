using ScottPlot;

namespace Clade.Cli.Plots;

/// <summary>Colours for metrics: bright is good, whichever direction that is.</summary>
internal sealed class ScoreColours : IHasColorAxis
{
    private const double BadFraction = 0.1;

    private readonly double _low;
    private readonly double _high;

    /// <summary>Colours for these metrics; the worst tenth has one colour.</summary>
    public ScoreColours(IEnumerable<double> metrics, Objective objective, PlotTheme theme)
    {
        var sorted = metrics.Order().ToList();
        var cut = (int)(sorted.Count * BadFraction);
        (_low, _high) = objective.Maximizes ? (sorted[cut], sorted[^1]) : (sorted[0], sorted[^(cut + 1)]);
        if (!(_high > _low)) (_low, _high) = (_low - 1e-9, _high + 1e-9);
        Colormap = objective.Maximizes ? theme.Scores : theme.Scores.Reversed();
    }

    public IColormap Colormap { get; }

    public Color Of(double metric) => Colormap.GetColor(Math.Clamp((metric - _low) / (_high - _low), 0, 1));

    public ScottPlot.Range GetRange() => new(_low, _high);
}
