using System.Collections.Immutable;

namespace Clade.Benchmarks.Quality;

/// <summary>The volume that points dominate, up to a corner; everything is minimised.</summary>
internal static class Hypervolume
{
    /// <param name="points">The points, dominated ones among them.</param>
    /// <param name="corner">The corner; points that are not below it everywhere count for nothing.</param>
    public static double Of(IEnumerable<ImmutableArray<double>> points, ImmutableArray<double> corner) =>
        Slice(Front([.. points.Where(point => IsBelow(point, corner))], corner.Length), corner, corner.Length);

    /// <summary>Cuts along the last coordinate: between two points the cross-section is that of those below.</summary>
    private static double Slice(
        ImmutableArray<ImmutableArray<double>> points, ImmutableArray<double> corner, int dimensions)
    {
        if (points.IsEmpty) return 0;
        if (dimensions == 1) return corner[0] - points.Min(static point => point[0]);
        if (dimensions == 2) return Area(points, corner);

        var axis = dimensions - 1;
        var byHeight = points.Sort((a, b) => a[axis].CompareTo(b[axis]));
        var volume = 0.0;
        for (var i = 0; i < byHeight.Length; i++)
        {
            var top = i + 1 < byHeight.Length ? byHeight[i + 1][axis] : corner[axis];
            var height = top - byHeight[i][axis];
            if (height > 0) volume += height * Slice(Front(byHeight.AsSpan(0, i + 1), axis), corner, axis);
        }

        return volume;
    }

    /// <summary>Those that no other point dominates in the first coordinates.</summary>
    private static ImmutableArray<ImmutableArray<double>> Front(
        ReadOnlySpan<ImmutableArray<double>> points, int dimensions)
    {
        var front = new List<ImmutableArray<double>>();
        foreach (var point in points)
        {
            if (front.Exists(other => IsNowhereAbove(other, point, dimensions))) continue;
            front.RemoveAll(other => IsNowhereAbove(point, other, dimensions));
            front.Add(point);
        }

        return [.. front];
    }

    private static bool IsNowhereAbove(ImmutableArray<double> point, ImmutableArray<double> other, int dimensions)
    {
        for (var i = 0; i < dimensions; i++)
        {
            if (point[i] > other[i]) return false;
        }

        return true;
    }

    private static double Area(ImmutableArray<ImmutableArray<double>> points, ImmutableArray<double> corner)
    {
        var (area, lowest) = (0.0, corner[1]);
        foreach (var point in points.Sort(static (a, b) => a[0].CompareTo(b[0])))
        {
            if (point[1] >= lowest) continue;
            area += (corner[0] - point[0]) * (lowest - point[1]);
            lowest = point[1];
        }

        return area;
    }

    private static bool IsBelow(ImmutableArray<double> point, ImmutableArray<double> corner)
    {
        for (var i = 0; i < corner.Length; i++)
        {
            // Also false for NaN.
            if (!(point[i] < corner[i])) return false;
        }

        return true;
    }
}
