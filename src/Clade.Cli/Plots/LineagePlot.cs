using Clade.Display;
using Clade.Storage;
using ScottPlot;

namespace Clade.Cli.Plots;

/// <summary>Who went on from whom: a row for each trial, and a connector for each exploit.</summary>
internal static class LineagePlot
{
    /// <summary>More rows than this can't be read.</summary>
    public const int TrialsMax = 200;

    private const float ThinWidth = 2;
    private const float BestWidth = 4;

    public static Drawing Draw(PlotInput input)
    {
        var result = input.Result;
        if (result.Trials.Length > TrialsMax)
        {
            return Drawing.Impossible(
                $"{result.Trials.Length} trials are too many for the rows of a lineage plot (at most {TrialsMax}). " +
                "'clade show --lineage' has that of the best.");
        }

        if (!result.Trials.Any(static trial => trial.Iteration > 0))
        {
            return Drawing.Impossible(
                $"No trial of experiment '{result.Name}' has reported yet, so there is no lineage to draw. Try again " +
                "later, or see 'clade show --errors'.");
        }

        var plot = input.CreatePlot();
        var ofBest = (result.BestOrDefault?.Lineage ?? []).ToDictionary(static segment => segment.Segment);
        AddConnectors(plot, input, [.. ofBest.Keys]);
        foreach (var segment in result.Snapshot.Segments) AddSegment(plot, input, segment);
        foreach (var segment in ofBest.Values)
        {
            if (segment.LastIteration < segment.FirstIteration) continue;
            var row = Row(segment.Trial);
            AddLine(plot, segment.FirstIteration - 1, segment.LastIteration, row, input.Theme.Best, BestWidth);
        }

        if (result.BestOrDefault is { } best)
        {
            plot.Add.Marker(best.Iteration, Row(best.Trial), MarkerShape.FilledDiamond, 11, input.Theme.Best);
        }

        Label(plot, result);
        return Drawing.Of(
            input.TitleOf("lineage"),
            $"A row for each trial; an arrow for each of {ProgressText.Count(result.Exploits.Length, "exploit")}, " +
            $"from the donor{(result.HasBest ? "; orange: what led to the best" : "")}", plot);
    }

    private static void Label(Plot plot, TuneResult result)
    {
        PlotInput.LabelIterations(plot);
        plot.YLabel("trial");
        var stride = (result.Trials.Length + 24) / 25;
        var shown = result.Trials.Where((_, i) => i % stride == 0).Select(static trial => trial.Id).ToList();
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. shown.Select(Row)], [.. shown.Select(static trial => trial.ToString())]);
        plot.Axes.SetLimitsY(-result.Trials.Length + 0.4, 0.6);
        plot.Axes.Left.FrameLineStyle.IsVisible = false;
    }

    // The first trial on top, as in every table.
    private static double Row(TrialId trial) => -trial.Value;

    private static void AddSegment(Plot plot, PlotInput input, SegmentRow segment)
    {
        var trial = input.Result.Trials[segment.Trial.Value];
        var last = segment.LastIteration ?? trial.Iteration;
        if (last < segment.FirstIteration) return;
        var colour = input.Theme.Muted.WithAlpha(0.7);
        AddLine(plot, segment.FirstIteration - 1, last, Row(segment.Trial), colour, ThinWidth);
    }

    private static void AddLine(Plot plot, double from, double to, double row, Color colour, float width)
    {
        var line = plot.Add.ScatterLine(new[] { from, to }, new[] { row, row }, colour);
        line.LineWidth = width;
    }

    // Several donors at the same iteration stand side by side, so that their arrows don't cover each other.
    private static void AddConnectors(Plot plot, PlotInput input, HashSet<int> segmentsOfBest)
    {
        var shift = 0.008 * input.Result.Trials.Max(static trial => trial.Iteration);
        foreach (var together in input.Result.Exploits.GroupBy(static exploit => exploit.Record.Iteration))
        {
            var ordered = together.OrderByDescending(exploit => segmentsOfBest.Contains(exploit.Segment)).ToList();
            var donors = ordered.Select(static exploit => exploit.Record.Donor).Distinct().ToList();

            // What led to the best is in its place, and drawn last.
            foreach (var exploit in Enumerable.Reverse(ordered))
            {
                var x = together.Key + (shift * donors.IndexOf(exploit.Record.Donor));
                AddConnector(plot, input, x, exploit.Record, segmentsOfBest.Contains(exploit.Segment));
            }
        }
    }

    private static void AddConnector(Plot plot, PlotInput input, double x, ExploitRecord record, bool ledToBest)
    {
        var colour = ledToBest ? input.Theme.Best : PlotTheme.OfTrial(0).WithAlpha(0.6);
        var from = new Coordinates(x, Row(record.Donor));
        plot.Add.Marker(from, MarkerShape.FilledCircle, ledToBest ? 7 : 5, colour);
        var arrow = plot.Add.Arrow(from, new Coordinates(x, Row(record.Victim)));
        arrow.ArrowFillColor = colour;
        arrow.ArrowLineWidth = 0;
        arrow.ArrowWidth = ledToBest ? 2.5f : 1.2f;
        arrow.ArrowheadWidth = ledToBest ? 9 : 7;
        arrow.ArrowheadLength = ledToBest ? 10 : 8;
        arrow.ArrowheadAxisLength = arrow.ArrowheadLength;
    }
}
