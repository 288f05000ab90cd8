using Clade.Display;
using ScottPlot;

namespace Clade.Cli.Plots;

/// <summary>Parallel coordinates: each trial is a line through its hyperparameters, coloured by its score.</summary>
internal static class ParallelPlot
{
    public const int TrialsMin = 3;

    /// <summary>More axes than this can't be told apart.</summary>
    public const int AxesMax = 14;

    public static Drawing Draw(PlotInput input)
    {
        var result = input.Result;
        var scored = ScoredTrials.Of(input);
        if (scored.Trials.Length < TrialsMin)
        {
            return Drawing.Impossible(
                $"Parallel coordinates need {TrialsMin} trials with a score of one configuration, and experiment " +
                $"'{result.Name}' has {scored.Trials.Length}.{scored.WhyFew} Run more trials.");
        }

        var names = scored.Space.Names.Where(name => scored.Trials.Any(trial => trial.Config.ContainsKey(name)))
            .Take(AxesMax).ToList();
        var axes = names.Select(name => HyperparameterAxis.Of(
            name, scored.Space,
            scored.Trials.Where(trial => trial.Config.ContainsKey(name)).Select(trial => trial.Config[name]))).ToList();
        var colours = new ScoreColours(
            scored.Trials.Select(trial => ScoredTrials.MetricOf(result.Objective, trial.Score)), result.Objective,
            input.Theme);
        var plot = input.CreatePlot();
        AddAxes(plot, input, axes);
        AddTrials(plot, input, axes, scored, colours);
        plot.HideGrid();
        input.AddScale(plot, colours);
        return Drawing.Of(
            input.TitleOf("parallel coordinates"),
            $"{ProgressText.Count(scored.Trials.Length, "trial")}, the best in orange{scored.Remark}", plot);
    }

    private static void AddAxes(Plot plot, PlotInput input, List<HyperparameterAxis> axes)
    {
        for (var i = 0; i < axes.Count; i++)
        {
            var line = plot.Add.VerticalLine(i, color: input.Theme.Muted);
            line.LineWidth = 1;
            foreach (var (place, label) in axes[i].Ticks)
            {
                var text = plot.Add.Text(label, i, place);
                text.LabelFontSize = 11;
                text.LabelFontName = input.Font;
                text.LabelFontColor = input.Theme.Text;
                text.LabelBackgroundColor = input.Theme.Background.WithAlpha(0.75);
                text.LabelAlignment = i == axes.Count - 1 ? Alignment.MiddleRight : Alignment.MiddleLeft;
                text.OffsetX = i == axes.Count - 1 ? -4 : 4;
            }
        }

        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. axes.Select(static (_, i) => (double)i)], [.. axes.Select(static axis => axis.Name)]);
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        plot.Axes.Bottom.TickLabelStyle.FontSize = 12;
        plot.Axes.Bottom.FrameLineStyle.IsVisible = false;
        plot.Axes.Left.IsVisible = false;
        plot.Axes.SetLimits(-0.15, axes.Count - 0.85, -0.03, 1.03);
        plot.Layout.Fixed(new PixelPadding(left: 20, right: 110, bottom: 36, top: 8));
    }

    private static void AddTrials(
        Plot plot, PlotInput input, List<HyperparameterAxis> axes, ScoredTrials scored, ScoreColours colours)
    {
        // The better ones on top.
        var ordered = scored.Trials.OrderBy(static trial => trial.Score).ToList();
        for (var i = 0; i < ordered.Count; i++)
        {
            var isBest = i == ordered.Count - 1;
            var metric = ScoredTrials.MetricOf(input.Result.Objective, ordered[i].Score);
            var line = new Polyline();
            for (var x = 0; x < axes.Count; x++)
            {
                var place = axes[x].PlaceOf(ordered[i].Config);
                if (!double.IsNaN(place)) line.Add(x, place);
            }

            if (line.Count == 0) continue;
            var (xs, ys) = line.Points();
            var scatter = plot.Add.ScatterLine(xs, ys, isBest ? input.Theme.Best : colours.Of(metric).WithAlpha(0.7));
            scatter.LineWidth = isBest ? 3 : 1.4f;
        }

        // Labels stay above the lines.
        foreach (var text in plot.GetPlottables<ScottPlot.Plottables.Text>().ToList()) plot.MoveToTop(text);
    }
}
