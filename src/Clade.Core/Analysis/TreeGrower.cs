using System.Collections.Immutable;

namespace Clade.Analysis;

/// <summary>Grows one regression tree (Breiman et al., 1984), on cells.</summary>
/// <param name="axes">The axes.</param>
/// <param name="cells">For each axis, the cells of all trials; none is off.</param>
/// <param name="values">The trials' values.</param>
/// <param name="leafTrialsMin">A leaf holds at least so many trials.</param>
/// <param name="random">Decides which axes a node may ask about, and where between two trials it splits.</param>
internal sealed class TreeGrower(
    ImmutableArray<CellAxis> axes, int[][] cells, double[] values, int leafTrialsMin, KeyedRandom random)
{
    /// <summary>A node may ask about so many of the axes, so that trees differ (as in SMAC).</summary>
    private const double AxesFraction = 5.0 / 6;

    private readonly SplitSearch _search = new(axes, cells, values, leafTrialsMin, random);
    private readonly List<TreeNode> _nodes = [];
    private readonly List<TreeLeaf> _leaves = [];
    private readonly int[] _axesInOrder = [.. Enumerable.Range(0, axes.Length)];

    /// <param name="trials">The trials to learn from; one drawn twice occurs twice. Reordered.</param>
    public RegressionTree Grow(int[] trials)
    {
        var open = new Stack<OpenNode>();
        open.Push(new OpenNode(trials, [.. axes.Select(static axis => Whole(axis))], Parent: -1, IsLeft: false));
        while (open.TryPop(out var node))
        {
            if (BestSplit(node) is not { } split)
            {
                Attach(node, ~_leaves.Count);
                _leaves.Add(new TreeLeaf(node.Box, node.Trials.Average(trial => values[trial])));
                continue;
            }

            Attach(node, _nodes.Count);
            var ofTrials = cells[split.Axis];
            var (left, right) = BoxesOf(node.Box, split);
            var parent = _nodes.Count;
            _nodes.Add(new TreeNode(split.Axis, split.GoesLeft, Left: 0, Right: 0));
            open.Push(new OpenNode(
                Array.FindAll(node.Trials, trial => split.GoesLeft[ofTrials[trial]]), left, parent, IsLeft: true));
            open.Push(new OpenNode(
                Array.FindAll(node.Trials, trial => !split.GoesLeft[ofTrials[trial]]), right, parent, IsLeft: false));
        }

        return new RegressionTree([.. _nodes], [.. _leaves]);
    }

    private static ImmutableArray<CellRun> Whole(CellAxis axis) => [new CellRun(0, axis.Count)];

    private void Attach(OpenNode node, int child)
    {
        if (node.Parent < 0) return;
        var parent = _nodes[node.Parent];
        _nodes[node.Parent] = node.IsLeft ? parent with { Left = child } : parent with { Right = child };
    }

    private Split? BestSplit(OpenNode node)
    {
        if (node.Trials.Length < 2 * leafTrialsMin) return null;

        Split? best = null;
        var asked = (int)Math.Ceiling(axes.Length * AxesFraction);
        for (var i = 0; i < _axesInOrder.Length; i++)
        {
            // The axes beyond those are asked only if none of them can split.
            if (i >= asked && best is not null) break;

            var other = i + random.NextIndex(_axesInOrder.Length - i);
            (_axesInOrder[i], _axesInOrder[other]) = (_axesInOrder[other], _axesInOrder[i]);
            if (_search.Along(_axesInOrder[i], node.Trials) is { } split
                && split.Gain > (best?.Gain ?? 0)) best = split;
        }

        return best;
    }

    private static (ImmutableArray<CellRun>[] Left, ImmutableArray<CellRun>[] Right) BoxesOf(
        ImmutableArray<CellRun>[] box, Split split)
    {
        var (left, right) = (box.ToArray(), box.ToArray());
        left[split.Axis] = RunsOf(box[split.Axis], split.GoesLeft, wanted: true);
        right[split.Axis] = RunsOf(box[split.Axis], split.GoesLeft, wanted: false);
        return (left, right);
    }

    /// <summary>The cells that go to one side.</summary>
    private static ImmutableArray<CellRun> RunsOf(ImmutableArray<CellRun> runs, bool[] goesLeft, bool wanted)
    {
        var kept = ImmutableArray.CreateBuilder<CellRun>();
        foreach (var run in runs)
        {
            for (var cell = run.From; cell < run.To; cell++)
            {
                if (goesLeft[cell] != wanted) continue;
                if (kept.Count > 0 && kept[^1].To == cell) kept[^1] = kept[^1] with { To = cell + 1 };
                else kept.Add(new CellRun(cell, cell + 1));
            }
        }

        return kept.ToImmutable();
    }

    private readonly record struct OpenNode(int[] Trials, ImmutableArray<CellRun>[] Box, int Parent, bool IsLeft);
}
