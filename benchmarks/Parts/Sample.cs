using Clade.Experiments;

namespace Clade.Benchmarks.Parts;

/// <summary>What the benchmarks have in common: an experiment of usual size, and what happens in it.</summary>
internal static class Sample
{
    public static DateTimeOffset Time { get; } = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static SearchSpace Space { get; } = new()
    {
        ["lr"] = Search.LogUniform(1e-4, 1),
        ["momentum"] = Search.Uniform(0, 1),
        ["hidden"] = Search.RandInt(32, 512),
        ["optimizer"] = new SearchSpace
        {
            ["kind"] = Search.Choice("sgd", "adam"),
            ["beta"] = Search.Uniform(0.8, 1).When("kind", "adam"),
        },
    };

    public static Metrics Metrics { get; } =
        new([new("val_accuracy", 0.9731), new("train_loss", 0.08123), new("seconds", 12.25)]);

    public static Configuration Config { get; } = Draw(1);

    public static Reported Report { get; } = new(Time, new TrialId(3), 1, 12, Metrics, CanSave: true);

    public static Configuration Draw(long trial) => Space.Sample(KeyedRandom.For(7, RandomPurpose.Sample, trial));

    public static ExperimentSettings Settings(Scheduler scheduler, int trials) => new()
    {
        Name = "parts",
        Space = Space,
        Objective = Objective.Maximize("val_accuracy"),
        Sampler = new RandomSampler(),
        Scheduler = scheduler,
        Stop = Stop.AtIteration(1_000_000),
        Trials = trials,
        Seed = 7,
        Resources = new Resources(),
        CheckpointEvery = TimeSpan.FromDays(1),
    };
}
