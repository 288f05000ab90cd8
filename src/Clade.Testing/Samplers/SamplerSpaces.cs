namespace Clade.Testing;

/// <summary>Search spaces with everything that a sampler may meet.</summary>
internal static class SamplerSpaces
{
    public static SearchSpace Numbers { get; } = new()
    {
        ["rate"] = Search.LogUniform(1e-5, 1),
        ["dropout"] = Search.Uniform(0, 0.5),
        ["bias"] = Search.Normal(0, 2),
        ["width"] = Search.LogRandInt(8, 512),
        ["depth"] = Search.RandInt(1, 6),
    };

    public static SearchSpace Steps { get; } = new()
    {
        ["share"] = Search.Uniform(0, 0.6, quantum: 0.1),
        ["units"] = Search.RandInt(16, 128, quantum: 16),
        ["noise"] = Search.Normal(0, 1, quantum: 0.25),
        ["batch"] = Search.Ordered(16, 32, 64, 128),
    };

    public static SearchSpace Lists { get; } = new()
    {
        ["kind"] = Search.Choice("a", "b", "c"),
        ["flag"] = Search.Boolean(),
        ["batch"] = Search.Ordered(16, 32, 64),
    };

    public static SearchSpace Conditions { get; } = new()
    {
        ["rate"] = Search.LogUniform(1e-4, 1),
        ["optimizer"] = new SearchSpace
        {
            ["kind"] = Search.Choice("sgd", "adam"),
            ["momentum"] = Search.Uniform(0, 1).When("kind", "sgd"),
            ["nesterov"] = Search.Boolean().When("kind", "sgd"),
            ["beta"] = Search.Uniform(0.8, 1).When("kind", "adam"),
        },
        ["warmup"] = Search.RandInt(1, 10).When(static before => before["rate"].ToDouble() > 0.01),
    };

    public static SearchSpace Functions { get; } = new()
    {
        ["width"] = Search.RandInt(8, 64),
        ["twice"] = Search.SampleFrom(static (before, _) => 2 * before["width"].ToInt64()),
        ["chance"] = Search.SampleFrom(static (_, random) => random.NextDouble()),
        ["seven"] = Search.Constant(7),
        ["only"] = Search.Choice("one"),
    };

    public static SearchSpace Wide { get; } = new()
    {
        ["any"] = Search.Uniform(double.MinValue, double.MaxValue),
        ["tiny"] = Search.LogUniform(1e-300, 1e300),
        ["whole"] = Search.RandInt(long.MinValue, long.MaxValue),
        ["count"] = Search.LogRandInt(1, long.MaxValue),
        ["steps"] = Search.Normal(1e6, 1e-3, quantum: 1e-3),
    };

    public static SearchSpace OneValue { get; } = new()
    {
        ["seven"] = Search.Constant(7),
        ["only"] = Search.RandInt(3, 4),
        ["kind"] = Search.Choice("one"),
    };

    public static SearchSpace Nothing { get; } = [];

    public static SearchSpace Grid { get; } = new()
    {
        ["rate"] = Search.Uniform(0, 1),
        ["axis"] = Search.Grid(1, 2, 3),
    };

    /// <summary>All without grids, by name.</summary>
    public static IReadOnlyList<(string Name, SearchSpace Space)> WithoutGrids { get; } =
    [
        ("numbers", Numbers), ("steps", Steps), ("lists", Lists), ("conditions", Conditions), ("functions", Functions),
        ("wide", Wide), ("one value", OneValue), ("nothing", Nothing),
    ];
}
