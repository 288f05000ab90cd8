using System.Collections.Immutable;

namespace Clade.CmaEs;

/// <summary>A search space as the strategy sees it: some coordinates are numbers, the others categories.</summary>
internal sealed class CmaSpace
{
    /// <summary>On another machine the last digits of a draw may be others.</summary>
    private const double PlaceTolerance = 1e-6;

    public CmaSpace(SearchSpace space)
    {
        Encoding = new SpaceEncoding(space);
        Numbers = [.. IndicesWhere(static dimension => !dimension.IsCategorical)];
        Categories = [.. IndicesWhere(static dimension => dimension.IsCategorical)];
        CategoryCounts = [.. Categories.Select(i => Encoding.Dimensions[i].Options.Length)];
        Edges = [.. Numbers.Select(i => Encoding.Dimensions[i].Edges)];
    }

    public SpaceEncoding Encoding { get; }

    /// <summary>Which coordinates of the encoding are numbers.</summary>
    public ImmutableArray<int> Numbers { get; }

    /// <summary>Which are categories.</summary>
    public ImmutableArray<int> Categories { get; }

    /// <summary>How many values each category has.</summary>
    public ImmutableArray<int> CategoryCounts { get; }

    /// <summary>For each number, where the cells of values that are apart meet; none for a continuum.</summary>
    public ImmutableArray<ImmutableArray<double>> Edges { get; }

    /// <summary>A draw as a place of the encoding.</summary>
    public double[] PlaceOf(CmaPoint point)
    {
        var place = new double[Encoding.Dimensions.Length];
        for (var i = 0; i < Numbers.Length; i++) place[Numbers[i]] = point.Numbers[i];
        for (var i = 0; i < Categories.Length; i++) place[Categories[i]] = point.Categories[i];
        return place;
    }

    /// <summary>A configuration's numbers, NaN for those turned off, and categories, -1 for those turned off.</summary>
    public CmaPoint PointOf(Configuration config)
    {
        var place = Encoding.Encode(config);
        return new CmaPoint(
            [.. Numbers.Select(i => place[i])],
            [.. Categories.Select(i => double.IsNaN(place[i]) ? -1 : (int)place[i])]);
    }

    /// <summary>Whether a draw stands for the configuration at a point.</summary>
    public bool IsSame(CmaPoint drawn, CmaPoint point)
    {
        for (var i = 0; i < Categories.Length; i++)
        {
            if (point.Categories[i] >= 0 && point.Categories[i] != drawn.Categories[i]) return false;
        }

        for (var i = 0; i < Numbers.Length; i++)
        {
            var now = point.Numbers[i];
            if (double.IsNaN(now)) continue;

            // What was drawn is the place of its value once it is rounded to one: to an integer, say.
            var dimension = Encoding.Dimensions[Numbers[i]];
            var was = dimension.Encode(dimension.Decode(drawn.Numbers[i]));
            if (Math.Abs(was - now) > PlaceTolerance) return false;
        }

        return true;
    }

    private IEnumerable<int> IndicesWhere(Func<Dimension, bool> isWanted) =>
        Enumerable.Range(0, Encoding.Dimensions.Length).Where(i => isWanted(Encoding.Dimensions[i]));
}

/// <summary>A place: the numbers, and the index of each category.</summary>
internal readonly record struct CmaPoint(double[] Numbers, int[] Categories);
