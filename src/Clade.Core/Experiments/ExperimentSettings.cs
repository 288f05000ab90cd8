using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Clade.Experiments;

/// <summary>What the user decided before the experiment began; the same at every event.</summary>
internal sealed record ExperimentSettings
{
    // Kept beside the settings, because every report asks, and a field would be copied by 'with'.
    private static readonly ConditionalWeakTable<ExperimentSettings, Names> Required = [];

    private static readonly ConditionalWeakTable<ExperimentSettings, Observations> Earlier = [];

    public required string Name { get; init; }

    public required SearchSpace Space { get; init; }

    public required Objective Objective { get; init; }

    public required Sampler Sampler { get; init; }

    public required Scheduler Scheduler { get; init; }

    public required StopRule Stop { get; init; }

    /// <summary>How many trials; none means as many as the time budget allows.</summary>
    public required int? Trials { get; init; }

    public required ulong Seed { get; init; }

    public required Resources Resources { get; init; }

    /// <summary>At most so many trials at once, besides what the resources allow.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>Retries of a trial whose training function threw.</summary>
    public int MaxFailures { get; init; } = 1;

    /// <summary>Retries of a trial whose worker was lost.</summary>
    public int MaxLostWorkers { get; init; } = 3;

    /// <summary>A worker that is silent for so long while training is taken for hung.</summary>
    public TimeSpan? ReportTimeout { get; init; }

    /// <summary>A training function that was told to leave gets so long before its worker is killed.</summary>
    public TimeSpan LeaveTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A checkpoint is due when the last one is so old.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The metrics that every report must carry.</summary>
    public ImmutableArray<string> RequiredMetrics => Required.GetValue(this, static settings =>
        new Names([
            .. settings.Objective.ReportedMetrics.Concat(new[] { settings.Scheduler.TimeMetric }.OfType<string>())
                .Concat(settings.Stop.WatchedMetrics.Where(name => name != settings.Objective.Metric))
                .Concat(settings.Sampler.RequiredMetrics).Distinct(StringComparer.Ordinal),
        ])).All;

    /// <summary>What the sampler knows of earlier experiments.</summary>
    public ImmutableArray<Observation> EarlierObservations => Earlier.GetValue(this, static settings =>
        new Observations(
        [
            .. settings.Sampler.EarlierObservations(settings.Space, settings.Objective).Select(earlier =>
                settings.Scheduler.TopLevel is { } top
                    ? earlier with { Levels = [new LevelScore(top, earlier.Score)] }
                    : earlier),
        ])).All;

    /// <summary>A missing metric is a warning instead of the experiment's end.</summary>
    public bool AllowMissingMetrics { get; init; }

    private sealed record Names(ImmutableArray<string> All);

    private sealed record Observations(ImmutableArray<Observation> All);
}
