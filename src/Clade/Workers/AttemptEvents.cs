using Clade.Experiments;
using Clade.Trials;

namespace Clade.Workers;

/// <summary>Tells the experiment how an attempt ended.</summary>
internal static class AttemptEvents
{
    public static ExperimentEvent Of(AttemptResult result, StartAttempt command, DateTimeOffset time) =>
        result.Damage is { } damage && command.Checkpoint is { } checkpoint
            ? new CheckpointDamaged(time, command.Trial, command.Attempt, checkpoint, damage)
            : new AttemptEnded(time, command.Trial, command.Attempt, result.Outcome, result.Error, result.Unread);
}
