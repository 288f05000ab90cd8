using Clade.Cli.Output;
using Clade.Display;
using ScottPlot;

namespace Clade.Cli.Plots;

/// <summary>Each hyperparameter over the iterations, for the lineage of each trial.</summary>
internal static class SchedulesPlot
{
    /// <summary>More hyperparameters than this don't fit into one picture.</summary>
    public const int PlotsMax = 12;

    public static Drawing Draw(PlotInput input)
    {
        var result = input.Result;
        var lineages = result.Trials.Select(trial => (trial.Id, Lineage: result.Lineage(trial.Id)))
            .Where(static item => item.Lineage.Any(static segment => segment.LastIteration >= segment.FirstIteration))
            .ToList();
        if (lineages.Count == 0)
        {
            return Drawing.Impossible(
                $"No trial of experiment '{result.Name}' has reported yet, so there is no schedule to draw. Try " +
                "again later, or see 'clade show --errors'.");
        }

        var configs = lineages.SelectMany(static item => item.Lineage).Select(static of => of.Config).ToList();
        var names = Ranked.HyperparametersOf(configs);
        if (names.Count == 0)
        {
            return Drawing.Impossible(
                $"Experiment '{result.Name}' has no hyperparameters, so there is no schedule to draw.");
        }

        var plots = names.Take(PlotsMax)
            .Select(name => PlotOf(input, name, configs, [.. lineages.Select(static item => item.Lineage)])).ToList();
        var hidden = names.Count - plots.Count;
        return Drawing.Of(
            input.TitleOf("schedules"),
            $"Grey: what led to each of {ProgressText.Count(lineages.Count, "trial")}" +
            (result.HasBest ? $"; orange: to the best (trial {result.Best.Trial})" : "") +
            (hidden > 0 ? $"; {hidden} more hyperparameters are left out" : ""), plots);
    }

    private static Plot PlotOf(
        PlotInput input, string name, IReadOnlyList<Configuration> configs,
        IReadOnlyList<IReadOnlyList<LineageSegment>> lineages)
    {
        var values = configs.Where(config => config.ContainsKey(name)).Select(config => config[name]);
        var axis = HyperparameterAxis.Of(name, input.Space.Space, values);
        var plot = input.CreatePlot();
        foreach (var lineage in lineages) Add(plot, axis, lineage, input.Theme.Muted.WithAlpha(0.55), 1.2f);
        if (input.Result.BestOrDefault is { } best) Add(plot, axis, best.Lineage, input.Theme.Best, 3);
        axis.ApplyTo(plot.Axes.Left);
        plot.Axes.SetLimitsY(-0.04, 1.04);
        PlotInput.LabelIterations(plot);
        return plot;
    }

    // A hyperparameter that is turned off for a while leaves a gap.
    private static void Add(
        Plot plot, HyperparameterAxis axis, IReadOnlyList<LineageSegment> lineage, Color colour, float width)
    {
        var line = new Polyline();
        foreach (var segment in lineage)
        {
            var place = axis.PlaceOf(segment.Config);
            if (segment.LastIteration < segment.FirstIteration) continue;
            if (double.IsNaN(place))
            {
                Flush();
                continue;
            }

            line.Add(segment.FirstIteration - 1, place);
            line.Add(segment.LastIteration, place);
        }

        Flush();

        void Flush()
        {
            if (line.Count > 0)
            {
                var (x, y) = line.Points();
                var scatter = plot.Add.ScatterLine(x, y, colour);
                scatter.LineWidth = width;
            }

            line = new Polyline();
        }
    }
}
