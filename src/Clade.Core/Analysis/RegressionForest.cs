using System.Collections.Immutable;

namespace Clade.Analysis;

/// <summary>Regression trees, each grown on trials drawn with replacement (Breiman, 2001).</summary>
/// <param name="Trees">The trees.</param>
/// <param name="Fit">R² of the predictions for each trial by the trees that have not seen it.</param>
internal sealed record RegressionForest(ImmutableArray<RegressionTree> Trees, double Fit)
{
    /// <summary>A tree learns from at most so many draws: the time to compare two grows with the square.</summary>
    private const int DrawsMax = 2_000;

    /// <param name="axes">The axes.</param>
    /// <param name="cells">For each axis, the cells of all trials.</param>
    /// <param name="values">The trials' values.</param>
    /// <param name="options">How many trees, and how fine.</param>
    public static RegressionForest Grow(
        ImmutableArray<CellAxis> axes, int[][] cells, double[] values, FanovaOptions options)
    {
        var predicted = new double[values.Length];
        var predictions = new int[values.Length];
        var trees = ImmutableArray.CreateBuilder<RegressionTree>(options.Trees);
        for (var i = 0; i < options.Trees; i++)
        {
            var random = KeyedRandom.For(options.Seed, RandomPurpose.Analysis, i);
            var filled = Fill(axes, cells, random);
            int[] drawn = [.. values.Take(DrawsMax).Select(_ => random.NextIndex(values.Length))];
            var tree = new TreeGrower(axes, filled, values, options.LeafTrialsMin, random).Grow(drawn);
            trees.Add(tree);

            var isSeen = new bool[values.Length];
            foreach (var trial in drawn) isSeen[trial] = true;
            for (var trial = 0; trial < values.Length; trial++)
            {
                if (isSeen[trial]) continue;
                predicted[trial] += tree.At(filled, trial);
                predictions[trial]++;
            }
        }

        return new RegressionForest(trees.MoveToImmutable(), FitOf(values, predicted, predictions));
    }

    /// <summary>
    /// A hyperparameter that is turned off has any value, another for each tree: then the space is a box, and the
    /// trees see that the value has no effect there.
    /// </summary>
    private static int[][] Fill(ImmutableArray<CellAxis> axes, int[][] cells, KeyedRandom random) =>
    [
        .. cells.Select((ofTrials, axis) => ofTrials.Contains(CellGrid.Off)
            ? [.. ofTrials.Select(cell => cell == CellGrid.Off ? random.NextIndex(axes[axis].Count) : cell)]
            : ofTrials),
    ];

    private static double FitOf(double[] values, double[] predicted, int[] predictions)
    {
        var seen = Enumerable.Range(0, values.Length).Where(trial => predictions[trial] > 0).ToList();
        if (seen.Count == 0) return 0;

        var mean = seen.Average(trial => values[trial]);
        var total = seen.Sum(trial => Square(values[trial] - mean));
        var missed = seen.Sum(trial => Square(values[trial] - (predicted[trial] / predictions[trial])));
        return total > 0 ? 1 - (missed / total) : 0;
    }

    private static double Square(double value) => value * value;
}
