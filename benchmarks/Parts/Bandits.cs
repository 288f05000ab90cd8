using BenchmarkDotNet.Attributes;
using Clade.Experiments;
using Clade.Schedulers;

namespace Clade.Benchmarks.Parts;

/// <summary>One decision of Population Based Bandits: the fit of its model and the search for the best place.</summary>
[MemoryDiagnoser]
public class Bandits
{
    private static readonly SearchSpace Numbers = new()
    {
        ["lr"] = Search.LogUniform(1e-4, 1),
        ["momentum"] = Search.Uniform(0, 1),
        ["dropout"] = Search.Uniform(0, 0.9),
        ["batch"] = Search.Ordered(16, 32, 64, 128),
    };

    private static readonly SearchSpace Mixed = new()
    {
        ["lr"] = Search.LogUniform(1e-4, 1),
        ["momentum"] = Search.Uniform(0, 1),
        ["dropout"] = Search.Uniform(0, 0.9),
        ["optimizer"] = Search.Choice("sgd", "adam", "rmsprop"),
    };

    private ExploreRequest _request = null!;

    /// <summary>How many changes of scores the model learns from.</summary>
    [Params(20, 200, 500)]
    public int Changes { get; set; }

    /// <summary>Whether one of the four hyperparameters is a category.</summary>
    [Params(false, true)]
    public bool HasCategory { get; set; }

    /// <summary>Changes as eight trials would have made them.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var space = HasCategory ? Mixed : Numbers;
        var random = KeyedRandom.For(7, RandomPurpose.Explore);
        Configuration Draw(int i) => space.Sample(KeyedRandom.For(7, RandomPurpose.Sample, i));
        var changes = Enumerable.Range(0, Changes).Select(i => new ScoreChange(
            new TrialId(i % 8), i / 8, 1, i / 8,
            1 - Math.Pow(Math.Log10(Draw(i)["lr"].ToDouble()) + 2, 2) + (0.1 * random.NextNormal()), Draw(i)));
        _request = new ExploreRequest(
            Draw(1000), Draw(1001), space, new PerturbationOptions(null, 0.25, [1.2, 0.8]), random)
        {
            Evidence = new Evidence(
                [.. changes],
                [.. Enumerable.Range(0, 7).Select(i => new PendingChange(
                    new ScoreMark(Changes / 8, Changes / 8), Draw(2000 + i)))],
                new ScoreMark(Changes / 8, Changes / 8), Interval: 1),
        };
    }

    /// <summary>The whole decision.</summary>
    [Benchmark]
    public Configuration Explore() => new PopulationBasedBandits { Window = 500 }.Run(_request).Config;
}
