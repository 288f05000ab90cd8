namespace Clade.Core.Tests;

/// <summary>Many draws of one thing.</summary>
internal static class Draws
{
    public static KeyedRandom Random(long index, ulong seed = 17) =>
        KeyedRandom.For(seed, RandomPurpose.Simulation, index);

    public static IReadOnlyList<HyperparameterValue> Of(Domain domain, int count = 1000)
    {
        var space = new SearchSpace { ["x"] = domain };
        return [.. Enumerable.Range(0, count).Select(i => space.Sample(Random(i))["x"])];
    }

    public static IReadOnlyList<double> Numbers(Domain domain, int count = 1000) =>
        [.. Of(domain, count).Select(static value => value.ToDouble())];

    /// <summary>
    /// The largest distance between the draws' distribution and the right one. Above 1.95/√n (Kolmogorov, Smirnov) the
    /// draws are wrong with 99.9 % confidence.
    /// </summary>
    public static double Distance(IReadOnlyList<double> draws, Func<double, double> cumulative)
    {
        var sorted = draws.Order().ToList();
        return sorted.Select((x, i) => Math.Max(
            Math.Abs(cumulative(x) - ((double)i / sorted.Count)),
            Math.Abs(cumulative(x) - ((i + 1.0) / sorted.Count)))).Max();
    }

    /// <summary>The chance that a standard normal draw is below (Abramowitz and Stegun, 7.1.26).</summary>
    public static double NormalBelow(double z)
    {
        var t = 1 / (1 + (0.3275911 * Math.Abs(z) / Math.Sqrt(2)));
        var tail = ((((((((1.061405429 * t) - 1.453152027) * t) + 1.421413741) * t) - 0.284496736) * t) + 0.254829592)
            * t * Math.Exp(-z * z / 2);
        return z < 0 ? tail / 2 : 1 - (tail / 2);
    }
}
