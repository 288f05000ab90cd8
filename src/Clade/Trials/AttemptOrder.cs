using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Trials;

/// <summary>What a worker has to know to serve a trial.</summary>
internal sealed record AttemptOrder(
    TrialId Trial, int Attempt, Configuration Config, CheckpointId? Checkpoint, long Iteration, double TrialTime,
    ulong Seed, double LearningRateFactor, ImmutableArray<int> Cpus, ImmutableArray<string> Gpus,
    WeightRestart? Restart)
{
    public static AttemptOrder From(StartAttempt command) => new(
        command.Trial, command.Attempt, command.Config, command.Checkpoint, command.Iteration, command.TrialTime,
        command.Seed, command.LearningRateFactor, command.Allocation.Cpus, command.Allocation.Gpus,
        command.Restart);
}
