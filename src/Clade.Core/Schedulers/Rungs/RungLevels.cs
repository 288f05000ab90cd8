using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>What a sampler may learn from the rungs that a trial came to.</summary>
internal static class RungLevels
{
    public static ImmutableArray<LevelScore> Of(TrialState trial) => trial.Course is not { } course
        ? []
        : [.. course.Rungs.Select(static entry => new LevelScore(entry.Level, entry.Score))];
}
