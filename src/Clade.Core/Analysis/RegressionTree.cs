using System.Collections.Immutable;

namespace Clade.Analysis;

/// <summary>A function of cells that is constant on boxes.</summary>
/// <param name="Nodes">The inner nodes, the root first; empty for a constant.</param>
/// <param name="Leaves">The boxes, which together fill the space.</param>
internal sealed record RegressionTree(ImmutableArray<TreeNode> Nodes, ImmutableArray<TreeLeaf> Leaves)
{
    /// <summary>Where to begin: an inner node, or the complement of a leaf's index.</summary>
    public int Root => Nodes.IsEmpty ? ~0 : 0;

    /// <summary>The value at a place.</summary>
    /// <param name="cells">For each axis, the cells of all configurations.</param>
    /// <param name="index">Which configuration.</param>
    public double At(int[][] cells, int index)
    {
        var next = Root;
        while (next >= 0)
        {
            var node = Nodes[next];
            next = node.GoesLeft[cells[node.Axis][index]] ? node.Left : node.Right;
        }

        return Leaves[~next].Value;
    }
}

/// <summary>A question that an inner node asks.</summary>
/// <param name="Axis">About which axis.</param>
/// <param name="GoesLeft">For each of its cells, whether the left child is responsible.</param>
/// <param name="Left">The left child: an inner node, or the complement of a leaf's index.</param>
/// <param name="Right">The right child.</param>
internal readonly record struct TreeNode(int Axis, bool[] GoesLeft, int Left, int Right);

/// <summary>A box, and the value there.</summary>
/// <param name="Box">For each axis, its cells.</param>
/// <param name="Value">The value.</param>
internal readonly record struct TreeLeaf(ImmutableArray<CellRun>[] Box, double Value);
