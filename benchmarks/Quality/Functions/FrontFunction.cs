using System.Collections.Immutable;

namespace Clade.Benchmarks.Quality;

/// <summary>Several functions of floats in [0, 1] that can't all be lowest at once, with a known front.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Dimensions">How many floats.</param>
/// <param name="Formula">The functions.</param>
/// <param name="ReferencePoint">The hypervolume's corner.</param>
/// <param name="Largest">The hypervolume of the whole front.</param>
internal sealed record FrontFunction(
    string Name, int Dimensions, Func<double[], ImmutableArray<double>> Formula, ImmutableArray<double> ReferencePoint,
    double Largest)
    : MultiObjective(Name, SpaceOf(Dimensions), ReferencePoint)
{
    // Corner and hypervolume of the ZDT functions as in BoTorch's test functions: far enough away that bad points
    // count.
    private static readonly ImmutableArray<double> FarCorner = [11, 11];

    public static FrontFunction Zdt1 { get; } =
        new("zdt1", 30, x => Zdt(x, static (f, g) => 1 - Math.Sqrt(f / g)), FarCorner, 121 - (1.0 / 3));

    public static FrontFunction Zdt2 { get; } =
        new("zdt2", 30, x => Zdt(x, static (f, g) => 1 - (f / g * (f / g))), FarCorner, 121 - (2.0 / 3));

    public static FrontFunction Zdt3 { get; } = new(
        "zdt3", 30,
        x => Zdt(x, static (f, g) => 1 - Math.Sqrt(f / g) - (f / g * Math.Sin(10 * Math.PI * f))),
        FarCorner, 128.778116);

    // Below the front lies an eighth of the unit sphere.
    public static FrontFunction Dtlz2 { get; } =
        new("dtlz2", 12, Dtlz2Of, [1.1, 1.1, 1.1], (1.1 * 1.1 * 1.1) - (Math.PI / 6));

    public override double Optimum => Largest;

    public override ImmutableArray<double> Evaluate(Configuration config) =>
        Formula([.. Enumerable.Range(0, Dimensions).Select(i => config[RealFunction.NameOf(i)].ToDouble())]);

    private static SearchSpace SpaceOf(int dimensions)
    {
        var space = new SearchSpace();
        for (var i = 0; i < dimensions; i++) space[RealFunction.NameOf(i)] = Search.Uniform(0, 1);
        return space;
    }

    /// <summary>Zitzler, Deb, Thiele, 2000.</summary>
    private static ImmutableArray<double> Zdt(double[] x, Func<double, double, double> shape)
    {
        var g = 1 + (9 * x.Skip(1).Sum() / (x.Length - 1));
        return [x[0], g * shape(x[0], g)];
    }

    /// <summary>Deb, Thiele, Laumanns, Zitzler, 2002, with three objectives.</summary>
    private static ImmutableArray<double> Dtlz2Of(double[] x)
    {
        var radius = 1 + x.Skip(2).Sum(static value => (value - 0.5) * (value - 0.5));
        var (first, second) = (x[0] * Math.PI / 2, x[1] * Math.PI / 2);
        return
        [
            radius * Math.Cos(first) * Math.Cos(second),
            radius * Math.Cos(first) * Math.Sin(second),
            radius * Math.Sin(first),
        ];
    }
}
