using Clade.Spaces;
using ScottPlot;

namespace Clade.Cli.Plots;

/// <summary>What plots are drawn from.</summary>
/// <param name="Result">The experiment.</param>
/// <param name="Theme">The colours.</param>
/// <param name="Font">The font's family.</param>
/// <param name="X">The hyperparameter to the right, for a contour; none for the most important.</param>
/// <param name="Y">The hyperparameter upwards, for a contour; none for the next important.</param>
internal sealed record PlotInput(TuneResult Result, PlotTheme Theme, string Font, string? X, string? Y)
{
    private const int FontSize = 12;

    /// <summary>The search space, as far as it is recorded.</summary>
    public ReadSpace Space => field ??= SpaceReader.Read(Result.SpaceDescription);

    /// <summary>Whether trials have colours of their own.</summary>
    public bool ColoursTrials => Result.Trials.Length <= PlotTheme.ColouredTrialsMax;

    /// <summary>The title of every plot begins with the experiment's name.</summary>
    public string TitleOf(string what) => $"{Result.Name}: {what}";

    /// <summary>A plot without anything in it.</summary>
    public Plot CreatePlot()
    {
        var plot = new Plot();
        plot.FigureBackground.Color = Theme.Background;
        plot.DataBackground.Color = Theme.Background;
        plot.Axes.Color(Theme.Text);
        plot.Grid.MajorLineColor = Theme.Grid;
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        plot.Legend.BackgroundColor = Theme.Background;
        plot.Legend.FontColor = Theme.Text;
        plot.Legend.OutlineColor = Theme.Grid;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Font.Set(Font);
        foreach (var axis in plot.Axes.GetAxes())
        {
            axis.Label.FontSize = FontSize;
            axis.Label.Bold = false;
            axis.TickLabelStyle.FontSize = FontSize - 1;
        }

        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { TickDensity = 0.6 };
        plot.Axes.Left.MinorTickStyle.Length = 0;
        plot.Axes.Bottom.MinorTickStyle.Length = 0;
        plot.Legend.FontSize = FontSize - 1;
        return plot;
    }

    /// <summary>What the colours of the scores mean, at the right.</summary>
    public void AddScale(Plot plot, IHasColorAxis colours)
    {
        var bar = plot.Add.ColorBar(colours);
        bar.Label = MetricLabel;
        bar.LabelStyle.ForeColor = Theme.Text;
        bar.LabelStyle.FontName = Font;
        bar.LabelStyle.Bold = false;
        bar.LabelStyle.FontSize = FontSize;
        bar.Axis.TickLabelStyle.ForeColor = Theme.Text;
        bar.Axis.TickLabelStyle.FontName = Font;
    }

    /// <summary>The label of the horizontal axis of everything that goes by iterations.</summary>
    public static void LabelIterations(Plot plot)
    {
        plot.XLabel("iterations done");
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
    }

    /// <summary>A trial's colour.</summary>
    public Color ColourOf(TrialId trial) => ColoursTrials ? PlotTheme.OfTrial(trial.Value) : Theme.Muted.WithAlpha(0.5);

    /// <summary>The objective's metric with its direction, for an axis.</summary>
    public string MetricLabel =>
        $"{Result.Objective.Metric} ({(Result.Objective.Maximizes ? "higher" : "lower")} is better)";
}
