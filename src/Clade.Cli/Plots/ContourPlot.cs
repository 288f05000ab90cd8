using System.Globalization;
using Clade.Analysis;
using Clade.Spaces;
using ScottPlot;

namespace Clade.Cli.Plots;

/// <summary>The score over two hyperparameters: what a model predicts on average over all others.</summary>
internal static class ContourPlot
{
    public static Drawing Draw(PlotInput input)
    {
        var result = input.Result;
        var scored = ScoredTrials.Of(input);
        var data = ImportanceInput.Of(scored.Space, scored.Trials);
        if (data.Axes.Length < 2)
        {
            return Drawing.Impossible(
                $"A contour needs two hyperparameters with a choice, and experiment '{result.Name}' has " +
                $"{data.Axes.Length}.");
        }

        if (data.RefuseFewerThan(Fanova.TrialsNeeded(data.Axes.Length)) is { } refusal)
        {
            return Drawing.Impossible(
                $"The contour of experiment '{result.Name}' can't be drawn: {refusal.NoSharesReason}{scored.WhyFew}");
        }

        var (x, y) = AxesOf(input, scored, data);
        double[] metrics = [.. data.Scores.Select(score => ScoredTrials.MetricOf(result.Objective, score))];
        var forest = RegressionForest.Grow(data.Axes, data.Cells, metrics, new FanovaOptions());
        var plot = input.CreatePlot();
        var field = FieldOf(forest, data, x, y);
        AddField(plot, input, field);
        AddTrials(plot, input, scored, data.Axes[x].Name, data.Axes[y].Name);
        plot.HideGrid();
        return Drawing.Of(
            input.TitleOf($"{result.Objective.Metric} over {data.Axes[x].Name} and {data.Axes[y].Name}"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"Predicted by a forest of {forest.Trees.Length} trees from {metrics.Length} trials (dots), R² ") +
            string.Create(CultureInfo.InvariantCulture, $"{forest.Fit:0.00}, on average over the other ") +
            $"hyperparameters{scored.Remark}", plot);
    }

    private static (int X, int Y) AxesOf(PlotInput input, ScoredTrials scored, ImportanceInput data)
    {
        var names = data.Axes.Select(static axis => axis.Name).ToList();
        var importance = Importance.Fanova(scored.Space, scored.Trials);
        var ranked = importance.HasShares
            ? importance.Hyperparameters.Select(static share => share.Name).ToList()
            : names;
        var x = input.X ?? ranked.First(name => name != input.Y);
        var y = input.Y ?? ranked.First(name => name != x);
        return (IndexOf(x), IndexOf(y));

        int IndexOf(string name) => names.IndexOf(name) is >= 0 and var index
            ? index
            : throw new CladeException(
                $"'{name}' can't be an axis of the contour, because it is no hyperparameter with a choice." +
                $"{Spelling.DidYouMean(name, names)} There are: {Literal.List(names)}.");
    }

    // The mean over all trees, of each cell of the two axes; the first row is the lowest.
    private static double[,] FieldOf(RegressionForest forest, ImportanceInput data, int x, int y)
    {
        var (columns, rows) = (data.Axes[x].Count, data.Axes[y].Count);
        var field = new double[rows, columns];
        foreach (var tree in forest.Trees)
        {
            var marginals = new Marginals(tree, data.Axes);
            var along = marginals.Along(y, x);
            for (var i = 0; i < along.Length; i++)
            {
                field[i / columns, i % columns] += (marginals.Mean + along[i]) / forest.Trees.Length;
            }
        }

        return field;
    }

    private static void AddField(Plot plot, PlotInput input, double[,] field)
    {
        var heatmap = plot.Add.Heatmap(field);
        heatmap.FlipVertically = true;
        heatmap.Smooth = false;
        heatmap.Extent = new CoordinateRect(left: 0, right: 1, bottom: 0, top: 1);
        heatmap.Colormap = input.Result.Objective.Maximizes ? input.Theme.Scores : input.Theme.Scores.Reversed();
        input.AddScale(plot, heatmap);
    }

    private static void AddTrials(Plot plot, PlotInput input, ScoredTrials scored, string x, string y)
    {
        var right = HyperparameterAxis.Of(x, scored.Space, []);
        var up = HyperparameterAxis.Of(y, scored.Space, []);
        var best = scored.Trials.MaxBy(static trial => trial.Score)!;
        foreach (var trial in scored.Trials.OrderBy(static trial => trial.Score))
        {
            var at = new Coordinates(right.PlaceOf(trial.Config), up.PlaceOf(trial.Config));
            if (double.IsNaN(at.X) || double.IsNaN(at.Y)) continue;
            var marker = plot.Add.Marker(at.X, at.Y, MarkerShape.FilledCircle, 6, Colors.White);
            marker.MarkerStyle.OutlineColor = Colors.Black;
            marker.MarkerStyle.OutlineWidth = 1;
            if (trial != best) continue;
            marker.MarkerStyle.Shape = MarkerShape.FilledDiamond;
            marker.MarkerStyle.Size = 12;
            marker.MarkerStyle.FillColor = input.Theme.Best;
        }

        right.ApplyTo(plot.Axes.Bottom);
        up.ApplyTo(plot.Axes.Left);
        plot.Axes.SetLimits(0, 1, 0, 1);
    }
}
