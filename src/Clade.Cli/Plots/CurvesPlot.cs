using Clade.Display;
using ScottPlot;

namespace Clade.Cli.Plots;

/// <summary>Each trial's own reports. An exploit is a jump from where the trial was to where its donor was.</summary>
internal static class CurvesPlot
{
    private const float Width = 1.4f;

    public static Drawing Draw(PlotInput input)
    {
        var result = input.Result;
        var lines = LinesOf(result);
        var values = lines.Values.SelectMany(static of => of).SelectMany(static line => line.Y).ToList();
        if (!values.Exists(double.IsFinite))
        {
            return Drawing.Impossible(
                $"Experiment '{result.Name}' has no report with a finite '{result.Objective.Metric}', so there is no " +
                "curve to draw. 'clade show --errors' says what went wrong; while it runs, try again later.");
        }

        var plot = input.CreatePlot();
        var best = result.BestOrDefault?.Trial;
        foreach (var (trial, of) in lines.OrderBy(pair => !input.ColoursTrials && pair.Key == best)) Add(trial, of);
        AddJumps(plot, input);
        AddBest(plot, input);
        PlotInput.LabelIterations(plot);
        plot.YLabel(input.MetricLabel);
        plot.ShowLegend(Edge.Right);
        var remark = MetricRange.Limit(plot, values, result.Objective);
        return Drawing.Of(
            input.TitleOf("learning curves by trial"),
            ProgressText.Count(result.Trials.Length, "trial") + (result.Exploits.IsEmpty
                ? ""
                : $", {ProgressText.Count(result.Exploits.Length, "exploit")}: dotted, from the victim to its donor") +
            remark, plot);

        void Add(TrialId trial, List<Polyline> of)
        {
            var isBest = trial == best;
            for (var i = 0; i < of.Count; i++)
            {
                var (x, y) = of[i].Points();
                var line = plot.Add.ScatterLine(x, y, ColourOf(input, trial, isBest));
                line.LineWidth = isBest && !input.ColoursTrials ? 2.2f : Width;
                line.MarkerStyle.IsVisible = x.Length == 1;
                if (i == 0 && (input.ColoursTrials || isBest)) line.LegendText = $"trial {trial}";
            }
        }
    }

    /// <summary>The best unit, marked in every plot alike.</summary>
    public static void AddBest(Plot plot, PlotInput input)
    {
        if (input.Result.BestOrDefault is not { } best) return;
        var marker = plot.Add.Marker(best.Iteration, best.Metric, MarkerShape.FilledDiamond, 11, input.Theme.Best);
        marker.LegendText = $"best: {ProgressText.Number(best.Metric)}";
    }

    private static Color ColourOf(PlotInput input, TrialId trial, bool isBest) =>
        isBest && !input.ColoursTrials ? input.Theme.Best : input.ColourOf(trial);

    // A line ends where the weights change hands, or where a retried attempt repeats iterations.
    private static SortedDictionary<TrialId, List<Polyline>> LinesOf(TuneResult result)
    {
        var exploits = result.Exploits.ToDictionary(static of => of.Segment, static of => of.Record);
        var lines = new SortedDictionary<TrialId, List<Polyline>>();
        var last = new Dictionary<TrialId, (int Segment, long Iteration)>();
        foreach (var report in result.Reports())
        {
            if (report.Metric is not { } metric || !double.IsFinite(metric)) continue;
            if (!lines.TryGetValue(report.Trial, out var of)) lines[report.Trial] = of = [];
            var (segment, iteration) = last.GetValueOrDefault(report.Trial, (-1, -1));
            if (segment != report.Segment || report.Iteration <= iteration)
            {
                of.Add(new Polyline());
                if (segment != report.Segment && exploits.TryGetValue(report.Segment, out var exploit))
                {
                    of[^1].Add(exploit.Iteration, exploit.DonorScore);
                }
            }

            of[^1].Add(report.Iteration, metric);
            last[report.Trial] = (report.Segment, report.Iteration);
        }

        return lines;
    }

    private static void AddJumps(Plot plot, PlotInput input)
    {
        foreach (var (record, _, _) in input.Result.Exploits)
        {
            if (!double.IsFinite(record.VictimScore) || !double.IsFinite(record.DonorScore)) continue;
            double[] x = [record.VictimIteration, record.Iteration];
            double[] y = [record.VictimScore, record.DonorScore];
            var jump = plot.Add.ScatterLine(x, y, input.ColourOf(record.Victim));
            jump.LinePattern = LinePattern.Dotted;
            jump.LineWidth = 1;
            jump.MarkerStyle.IsVisible = false;
            var tip = plot.Add.Marker(
                record.Iteration, record.DonorScore, MarkerShape.FilledTriangleUp, 7, input.ColourOf(record.Victim));
            if (!input.Result.Objective.Maximizes) tip.Shape = MarkerShape.FilledTriangleDown;
        }
    }
}
