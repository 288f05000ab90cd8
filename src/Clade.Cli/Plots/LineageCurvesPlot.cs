using Clade.Display;
using ScottPlot;

namespace Clade.Cli.Plots;

/// <summary>For each trial, the reports that led to the weights that it has: before an exploit, its donor's.</summary>
internal static class LineageCurvesPlot
{
    public static Drawing Draw(PlotInput input)
    {
        var result = input.Result;
        var plot = input.CreatePlot();
        var values = new List<double>();
        foreach (var trial in result.Trials)
        {
            if (LineOf(result.Curve(trial.Id)) is not { Count: > 0 } line) continue;
            values.AddRange(line.Y);
            Add(plot, line, input.ColourOf(trial.Id), 1.4f, input.ColoursTrials ? $"trial {trial.Id}" : null);
        }

        if (values.Count == 0)
        {
            return Drawing.Impossible(
                $"No lineage of experiment '{result.Name}' has a report with a finite '{result.Objective.Metric}'. " +
                "'clade show --errors' says what went wrong; while it runs, try again later.");
        }

        if (result.BestOrDefault is { } best)
        {
            Add(plot, LineOf(result.BestCurve()), input.Theme.Best, 3, "to the best");
        }

        CurvesPlot.AddBest(plot, input);
        PlotInput.LabelIterations(plot);
        plot.YLabel(input.MetricLabel);
        plot.ShowLegend(Edge.Right);
        var remark = MetricRange.Limit(plot, values, result.Objective);
        return Drawing.Of(
            input.TitleOf("learning curves by lineage"),
            $"What led to each of {ProgressText.Count(result.Trials.Length, "trial")}: before an exploit, its donor's" +
            $" reports{remark}", plot);
    }

    private static Polyline LineOf(IEnumerable<Report> curve)
    {
        var line = new Polyline();
        foreach (var report in curve)
        {
            if (report.Metric is { } metric && double.IsFinite(metric)) line.Add(report.Iteration, metric);
        }

        return line;
    }

    private static void Add(Plot plot, Polyline line, Color colour, float width, string? legend)
    {
        var (x, y) = line.Points();
        var scatter = plot.Add.ScatterLine(x, y, colour);
        scatter.LineWidth = width;
        scatter.MarkerStyle.IsVisible = x.Length == 1;
        if (legend is not null) scatter.LegendText = legend;
    }
}
