using System.Collections.Immutable;

namespace Clade.Analysis;

/// <summary>The variance of a tree's values over the space, and how it is made up.</summary>
/// <param name="Total">All of it.</param>
/// <param name="Main">For each axis, the variance of the mean over all others.</param>
/// <param name="Pairs">
/// For each pair of axes (0 and 1, 0 and 2, … 1 and 2, …), the variance of the mean over all others, less the two that
/// they have alone; empty if not wanted.
/// </param>
internal sealed record TreeVariance(double Total, ImmutableArray<double> Main, ImmutableArray<double> Pairs)
{
    public static TreeVariance Of(RegressionTree tree, ImmutableArray<CellAxis> axes, bool wantsPairs)
    {
        var leaves = tree.Leaves;
        var fractions = leaves.Select(leaf => FractionsOf(leaf, axes)).ToArray();
        double[] volumes = [.. fractions.Select(static of => of.Aggregate(1.0, static (volume, f) => volume * f))];
        var mean = leaves.Select((leaf, i) => volumes[i] * leaf.Value).Sum();
        double[] parts = [.. leaves.Select((leaf, i) => volumes[i] * (leaf.Value - mean))];
        var total = leaves.Select((leaf, i) => parts[i] * (leaf.Value - mean)).Sum();

        var main = axes.Select((axis, i) => MainOf(leaves, fractions, parts, axis, i)).ToImmutableArray();
        if (!wantsPairs) return new TreeVariance(total, main, []);

        var pairs = ImmutableArray.CreateBuilder<double>(axes.Length * (axes.Length - 1) / 2);
        for (var i = 0; i < axes.Length; i++)
        {
            for (var j = i + 1; j < axes.Length; j++)
            {
                // An axis without effect has no part in any pair, but for rounding.
                var both = PairOf(leaves, fractions, parts, axes, i, j);
                pairs.Add(Math.Max(0, both - main[i] - main[j]));
            }
        }

        return new TreeVariance(total, main, pairs.MoveToImmutable());
    }

    /// <summary>For each axis, how much of it a box covers.</summary>
    private static double[] FractionsOf(TreeLeaf leaf, ImmutableArray<CellAxis> axes)
    {
        var fractions = new double[axes.Length];
        for (var i = 0; i < axes.Length; i++)
        {
            foreach (var run in leaf.Box[i]) fractions[i] += run.To - run.From;
            fractions[i] /= axes[i].Count;
        }

        return fractions;
    }

    private static double MainOf(
        ImmutableArray<TreeLeaf> leaves, double[][] fractions, double[] parts, CellAxis axis, int index)
    {
        // Differences from cell to cell: a leaf adds its part where a run begins, and takes it back where it ends.
        var steps = new double[axis.Count + 1];
        for (var i = 0; i < leaves.Length; i++)
        {
            var part = parts[i] / fractions[i][index];
            foreach (var run in leaves[i].Box[index])
            {
                steps[run.From] += part;
                steps[run.To] -= part;
            }
        }

        var (level, squares) = (0.0, 0.0);
        for (var cell = 0; cell < axis.Count; cell++)
        {
            level += steps[cell];
            squares += level * level;
        }

        return squares / axis.Count;
    }

    private static double PairOf(
        ImmutableArray<TreeLeaf> leaves, double[][] fractions, double[] parts, ImmutableArray<CellAxis> axes,
        int first, int second)
    {
        var (rows, columns) = (axes[first].Count, axes[second].Count);
        var steps = new double[rows + 1, columns + 1];
        for (var i = 0; i < leaves.Length; i++)
        {
            var part = parts[i] / (fractions[i][first] * fractions[i][second]);
            foreach (var down in leaves[i].Box[first])
            {
                foreach (var across in leaves[i].Box[second])
                {
                    steps[down.From, across.From] += part;
                    steps[down.From, across.To] -= part;
                    steps[down.To, across.From] -= part;
                    steps[down.To, across.To] += part;
                }
            }
        }

        return SquaresOf(steps, rows, columns) / ((double)rows * columns);
    }

    private static double SquaresOf(double[,] steps, int rows, int columns)
    {
        var squares = 0.0;
        var above = new double[columns];
        for (var row = 0; row < rows; row++)
        {
            var step = 0.0;
            for (var column = 0; column < columns; column++)
            {
                step += steps[row, column];
                above[column] += step;
                squares += above[column] * above[column];
            }
        }

        return squares;
    }
}
