using System.Collections.Immutable;
using System.Globalization;

namespace Clade.Benchmarks.Quality;

/// <summary>The functions by name.</summary>
internal static class TestFunctions
{
    private const string Shifted = "-shifted";

    public const int DimensionsMax = 100;

    /// <summary>What names there are, for people.</summary>
    public const string Names =
        "branin, hartmann6, ackleyN, rosenbrockN, levyN, rastriginN (N dimensions: ackley5), each of them with " +
        "-shifted for an optimum off the middle, mixed, mixed-trap, zdt1, zdt2, zdt3, dtlz2";

    private static readonly RealFunction Branin =
        new("branin", [(-5, 10), (0, 15)], Formulas.Branin, 10 / (8 * Math.PI), [Math.PI, 2.275]);

    private static readonly RealFunction Hartmann6 = new(
        "hartmann6", [.. Enumerable.Repeat((0.0, 1.0), 6)], Formulas.Hartmann6, -3.3223680114155,
        [0.20168951, 0.15001069, 0.47687398, 0.27533243, 0.31165162, 0.65730053]);

    private static readonly ImmutableArray<TestFunction> Fixed =
    [
        MixedFunction.Mixed, MixedFunction.Trap, FrontFunction.Zdt1, FrontFunction.Zdt2, FrontFunction.Zdt3,
        FrontFunction.Dtlz2,
    ];

    /// <summary>The function of that name; none if there is none.</summary>
    public static TestFunction? Find(string name) =>
        Fixed.FirstOrDefault(function => function.Name == name) ?? FindReal(name);

    private static RealFunction? FindReal(string name) => name.EndsWith(Shifted, StringComparison.Ordinal)
        ? FindCentred(name[..^Shifted.Length])?.Shifted()
        : FindCentred(name);

    private static RealFunction? FindCentred(string name)
    {
        if (name == Branin.Name) return Branin;
        if (name == Hartmann6.Name) return Hartmann6;

        var family = name.TrimEnd([.. "0123456789"]);
        if (!int.TryParse(name.AsSpan(family.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count is < 1 or > DimensionsMax
            || name.Length - family.Length != count.ToString(CultureInfo.InvariantCulture).Length)
        {
            return null;
        }

        return family switch
        {
            "ackley" => InBox(name, count, -32.768, 32.768, Formulas.Ackley, optimum: 0),
            "rosenbrock" when count >= 2 => InBox(name, count, -5, 10, Formulas.Rosenbrock, optimum: 1),
            "levy" => InBox(name, count, -10, 10, Formulas.Levy, optimum: 1),
            "rastrigin" => InBox(name, count, -5.12, 5.12, Formulas.Rastrigin, optimum: 0),
            _ => null,
        };
    }

    /// <summary>A function that is 0 where all coordinates have the same value.</summary>
    private static RealFunction InBox(
        string name, int dimensions, double low, double high, Func<double[], double> formula, double optimum) =>
        new(name, [.. Enumerable.Repeat((low, high), dimensions)], formula, Lowest: 0,
            [.. Enumerable.Repeat(optimum, dimensions)]);
}
