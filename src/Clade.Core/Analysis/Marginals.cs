using System.Collections.Immutable;

namespace Clade.Analysis;

/// <summary>The means of a tree over all axes but one or two, as differences from its mean, exactly.</summary>
/// <remarks>
/// On a box the tree is constant, so each mean is a sum over leaves, each weighted by how much of the other axes it
/// covers. A leaf adds its part where a run of its cells begins and takes it back where the run ends; the running sum
/// is the mean in each cell.
/// </remarks>
internal sealed class Marginals
{
    private readonly ImmutableArray<CellAxis> _axes;
    private readonly RegressionTree _tree;
    private readonly double[][] _fractions;
    private readonly double[] _parts;

    public Marginals(RegressionTree tree, ImmutableArray<CellAxis> axes)
    {
        _axes = axes;
        _tree = tree;
        var leaves = tree.Leaves;
        _fractions = [.. leaves.Select(leaf => FractionsOf(leaf, axes))];
        double[] volumes = [.. _fractions.Select(static of => of.Aggregate(1.0, static (volume, f) => volume * f))];
        Mean = leaves.Select((leaf, i) => volumes[i] * leaf.Value).Sum();
        _parts = [.. leaves.Select((leaf, i) => volumes[i] * (leaf.Value - Mean))];
    }

    public double Mean { get; }

    /// <summary>For each cell of an axis, the mean over all other axes.</summary>
    public double[] Along(int axis)
    {
        var steps = new double[_axes[axis].Count + 1];
        for (var i = 0; i < _tree.Leaves.Length; i++)
        {
            var part = _parts[i] / _fractions[i][axis];
            foreach (var run in _tree.Leaves[i].Box[axis])
            {
                steps[run.From] += part;
                steps[run.To] -= part;
            }
        }

        // What the fractions leave out is the number of cells.
        var means = new double[_axes[axis].Count];
        var level = 0.0;
        for (var cell = 0; cell < means.Length; cell++) means[cell] = level += steps[cell];
        return means;
    }

    /// <summary>For each pair of cells of two axes, row by row, the mean over all other axes.</summary>
    public double[] Along(int first, int second)
    {
        var (rows, columns) = (_axes[first].Count, _axes[second].Count);
        var steps = new double[(rows + 1) * (columns + 1)];
        for (var i = 0; i < _tree.Leaves.Length; i++)
        {
            var part = _parts[i] / (_fractions[i][first] * _fractions[i][second]);
            foreach (var down in _tree.Leaves[i].Box[first])
            {
                var (from, to) = (down.From * (columns + 1), down.To * (columns + 1));
                foreach (var across in _tree.Leaves[i].Box[second])
                {
                    steps[from + across.From] += part;
                    steps[from + across.To] -= part;
                    steps[to + across.From] -= part;
                    steps[to + across.To] += part;
                }
            }
        }

        var means = new double[rows * columns];
        for (var row = 0; row < rows; row++)
        {
            var step = 0.0;
            for (var column = 0; column < columns; column++)
            {
                step += steps[(row * (columns + 1)) + column];
                means[(row * columns) + column] = step + (row == 0 ? 0 : means[((row - 1) * columns) + column]);
            }
        }

        return means;
    }

    /// <summary>The covariance of two trees over the whole space.</summary>
    public double CovarianceWith(Marginals other) =>
        _tree.Leaves.Sum(leaf => (leaf.Value - Mean) * other.IntegralOver(leaf.Box));

    /// <summary>The integral of the tree's differences from its mean over a box.</summary>
    private double IntegralOver(ImmutableArray<CellRun>[] box)
    {
        var sum = 0.0;
        var open = new Stack<int>();
        open.Push(_tree.Root);
        while (open.TryPop(out var next))
        {
            if (next < 0)
            {
                var leaf = _tree.Leaves[~next];
                sum += SharedVolume(box, leaf.Box) * (leaf.Value - Mean);
                continue;
            }

            // Most leaves are passed by, because the box lies on one side.
            var node = _tree.Nodes[next];
            if (HasAny(box[node.Axis], node.GoesLeft, wanted: true)) open.Push(node.Left);
            if (HasAny(box[node.Axis], node.GoesLeft, wanted: false)) open.Push(node.Right);
        }

        return sum;
    }

    private static bool HasAny(ImmutableArray<CellRun> runs, bool[] goesLeft, bool wanted)
    {
        foreach (var run in runs)
        {
            if (goesLeft.AsSpan(run.From, run.To - run.From).Contains(wanted)) return true;
        }

        return false;
    }

    private double SharedVolume(ImmutableArray<CellRun>[] box, ImmutableArray<CellRun>[] other)
    {
        var volume = 1.0;
        for (var axis = 0; axis < box.Length; axis++)
        {
            volume *= (double)SharedCells(box[axis], other[axis]) / _axes[axis].Count;
        }

        return volume;
    }

    private static int SharedCells(ImmutableArray<CellRun> runs, ImmutableArray<CellRun> others)
    {
        var shared = 0;
        foreach (var run in runs)
        {
            foreach (var other in others)
            {
                shared += Math.Max(0, Math.Min(run.To, other.To) - Math.Max(run.From, other.From));
            }
        }

        return shared;
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
}
