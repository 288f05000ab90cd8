using Clade.Experiments;

namespace Clade.Core.Tests.Schedulers;

/// <summary>Settings for scripts about schedulers with rungs.</summary>
internal static class RungSettings
{
    public static ExperimentSettings Of(Scheduler scheduler, int? trials, ulong seed = 1) => new()
    {
        Name = "rungs",
        Space = new SearchSpace { ["x"] = Search.Uniform(0, 1) },
        Objective = Objective.Maximize("score"),
        Sampler = new RandomSampler(),
        Scheduler = scheduler,
        Stop = Stop.Never,
        Trials = trials,
        Seed = seed,
        Resources = new Resources(),
    };
}
