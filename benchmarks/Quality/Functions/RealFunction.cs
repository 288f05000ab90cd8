using System.Collections.Immutable;

namespace Clade.Benchmarks.Quality;

/// <summary>A function of floats in a box, with one lowest value.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Box">The bounds of each float.</param>
/// <param name="Formula">The function.</param>
/// <param name="Lowest">Its lowest value.</param>
/// <param name="LowestAt">A place where it has that value.</param>
internal sealed record RealFunction(
    string Name, ImmutableArray<(double Low, double High)> Box, Func<double[], double> Formula, double Lowest,
    ImmutableArray<double> LowestAt)
    : SingleObjective(Name, SpaceOf(Box))
{
    public override double Optimum => Lowest;

    public override double ValueOf(Configuration config) =>
        Formula([.. Enumerable.Range(0, Box.Length).Select(i => config[NameOf(i)].ToDouble())]);

    /// <summary>
    /// The same landscape, moved so that its optimum lies off the middle in every coordinate, by 10 to 35 % of the
    /// range: many samplers begin in the middle, or draw towards it, and would look better than they are.
    /// </summary>
    /// <remarks>What moves into the box is the function's continuation, which is nowhere lower.</remarks>
    public RealFunction Shifted()
    {
        var moved = Box.Select(static (range, i) =>
        {
            var away = 0.1 + (0.25 * ((i + 1) * GoldenRatio % 1));
            return range.Low + ((range.High - range.Low) * (i % 2 == 0 ? 0.5 + away : 0.5 - away));
        }).ToImmutableArray();

        var (formula, from) = (Formula, LowestAt);
        return new RealFunction(
            Name + "-shifted", Box, x => formula([.. x.Select((value, i) => value - moved[i] + from[i])]), Lowest,
                moved);
    }

    public static string NameOf(int dimension) => $"x{dimension + 1}";

    private const double GoldenRatio = 1.618033988749895;

    private static SearchSpace SpaceOf(ImmutableArray<(double Low, double High)> box)
    {
        var space = new SearchSpace();
        for (var i = 0; i < box.Length; i++) space[NameOf(i)] = Search.Uniform(box[i].Low, box[i].High);
        return space;
    }
}
