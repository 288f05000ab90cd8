using System.Collections.Immutable;

namespace Clade.Simulation.Tests.Swarm;

/// <summary>Search spaces of every shape, and a training function that any of them fits.</summary>
internal static class MixSpaces
{
    public static ImmutableArray<SearchSpace> All { get; } =
    [
        Toys.Space,
        new SearchSpace { ["lr"] = Search.LogUniform(1e-4, 1) },
        new SearchSpace
        {
            ["depth"] = Search.RandInt(1, 4).Structural(),
            ["width"] = Search.Ordered(16, 32, 64).Structural().When("depth", 2, 3),
            ["rate"] = Search.Uniform(-1, 1),
            ["steps"] = Search.RandInt(1, 9),
            ["noise"] = Search.Normal(0, 1),
        },
        WithFunction(static before => before.TryGetValue("optimizer.lr", out var lr) ? lr.ToDouble() / 2 : 0.5),
        new SearchSpace
        {
            ["a"] = Search.Uniform(0, 10),
            ["b"] = Search.LogRandInt(1, 1000),
            ["c"] = Search.Choice(1, 2, 3).When(static before => before["a"].ToDouble() > 2),
        },
    ];

    /// <summary>The space with a function, when that forgets that what it needs may be turned off.</summary>
    public static SearchSpace WithBrokenFunction { get; } = WithFunction(static before => before["optimizer.lr"]);

    /// <summary>
    /// What a configuration gains per iteration, between 0 and 1: smooth in numbers, so that exploring can get better.
    /// </summary>
    public static double RateOf(Configuration config)
    {
        var rate = 0.3;
        foreach (var (_, value) in config)
        {
            var x = value.IsNumber ? value.ToDouble() : value.ToString()!.Length;
            rate += 0.2 * Math.Sin(x) * Math.Cos(rate * 5);
        }

        return Math.Clamp(rate, 0.01, 0.9);
    }

    /// <summary>A number that tells the structural values apart.</summary>
    public static double StructureOf(SearchSpace space, Configuration config)
    {
        var print = 1.0;
        foreach (var name in space.StructuralNames)
        {
            print = (print * 31) + (config.TryGetValue(name, out var value) ? 1 + value.ToDouble() : 0);
        }

        return print;
    }

    private static SearchSpace WithFunction(Func<Configuration, HyperparameterValue> half) => new()
    {
        ["optimizer"] = new SearchSpace
        {
            ["kind"] = Search.Choice("sgd", "adam", "none"),
            ["lr"] = Search.LogUniform(1e-3, 1).When("kind", "sgd", "adam"),
            ["beta"] = Search.Uniform(0.5, 1, quantum: 0.05).When("kind", "adam"),
        },
        ["flip"] = Search.Boolean(),
        ["half"] = Search.SampleFrom((before, _) => half(before)),
    };
}
