namespace Clade.Cli.Plots;

/// <summary>Points that are joined by a line.</summary>
internal sealed class Polyline
{
    /// <summary>More points than a picture has pixels are thinned out.</summary>
    private const int PointsMax = 2_000;

    private readonly List<double> _x = [];
    private readonly List<double> _y = [];

    public int Count => _x.Count;

    public IReadOnlyList<double> Y => _y;

    public void Add(double x, double y)
    {
        _x.Add(x);
        _y.Add(y);
    }

    /// <summary>The points, thinned out where there are too many; the first and the last are always there.</summary>
    public (double[] X, double[] Y) Points()
    {
        var stride = (Count + PointsMax - 1) / PointsMax;
        if (stride <= 1) return ([.. _x], [.. _y]);
        var kept = Enumerable.Range(0, Count).Where(i => i % stride == 0 || i == Count - 1).ToList();
        return ([.. kept.Select(i => _x[i])], [.. kept.Select(i => _y[i])]);
    }
}
