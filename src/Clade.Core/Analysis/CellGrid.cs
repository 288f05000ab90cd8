using System.Collections.Immutable;
using Clade.Spaces;

namespace Clade.Analysis;

/// <summary>A search space cut into cells: in each dimension all cells are equally likely to be drawn.</summary>
/// <remarks>
/// Cells make sums over the space exact: a tree that splits at their bounds is constant on each of them. A range has
/// 64, on its own scale, unless it has fewer values.
/// </remarks>
internal sealed class CellGrid
{
    /// <summary>The cell of a hyperparameter that is turned off.</summary>
    public const int Off = -1;

    private const int RangeCells = 64;

    private readonly SpaceEncoding _encoding;

    public CellGrid(SearchSpace space)
    {
        _encoding = new SpaceEncoding(space);
        Axes = [.. _encoding.Dimensions.Select(static d => new CellAxis(d.Name, CountOf(d), d.IsCategorical))];
    }

    public ImmutableArray<CellAxis> Axes { get; }

    /// <summary>The cells of configurations: for each axis, one for each configuration.</summary>
    public int[][] CellsOf(IReadOnlyList<Configuration> configs)
    {
        var cells = Axes.Select(_ => new int[configs.Count]).ToArray();
        for (var i = 0; i < configs.Count; i++)
        {
            var place = _encoding.Encode(configs[i]);
            for (var axis = 0; axis < Axes.Length; axis++) cells[axis][i] = CellOf(Axes[axis], place[axis]);
        }

        return cells;
    }

    private static int CellOf(CellAxis axis, double place)
    {
        if (double.IsNaN(place)) return Off;
        return axis.IsCategorical ? (int)place : Math.Min((int)(place * axis.Count), axis.Count - 1);
    }

    /// <summary>
    /// As many as there are values where those are evenly spread; on a log scale their cells are of different sizes.
    /// </summary>
    private static int CountOf(Dimension dimension)
    {
        if (dimension.IsCategorical) return dimension.Options.Length;
        var isLog = dimension.Parameter.Domain is FloatDomain { Scale: Scale.Log }
            or IntegerDomain { Scale: Scale.Log };
        var isEven = !isLog && dimension.Parameter.Domain is not NormalDomain;
        return isEven && dimension.Count is > 0 and <= RangeCells ? dimension.Count : RangeCells;
    }
}

/// <summary>One dimension of the grid.</summary>
/// <param name="Name">The hyperparameter.</param>
/// <param name="Count">How many cells there are.</param>
/// <param name="IsCategorical">Whether they have no order.</param>
internal sealed record CellAxis(string Name, int Count, bool IsCategorical);

/// <summary>Neighbouring cells of one axis.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The one after the last.</param>
internal readonly record struct CellRun(int From, int To);
