using Clade.Experiments;

namespace Clade.Testing;

/// <summary>
/// Books about restarts of the population: whoever starts from a checkpoint of before the last one is told what to do
/// to its weights, after however many crashes, and nobody else is.
/// </summary>
internal sealed class RestartInvariants(ExperimentSettings settings)
{
    private readonly Dictionary<CheckpointId, int> _restartsAtSave = [];

    public void Check(ExperimentState before, ExperimentEvent happened, StepResult result)
    {
        // With a timeout, late members miss a restart.
        if (settings.Scheduler is not PopulationBasedTraining { Restart: not null, GenerationTimeout: null }) return;

        if (happened is CheckpointSaved saved && EventFold.IsAwaited(before, saved))
        {
            var id = new CheckpointId(saved.Trial, saved.Attempt, before[saved.Trial].Iteration);
            _restartsAtSave[id] = RestartsIn(before);
        }

        foreach (var command in result.Commands)
        {
            if (command is not StartAttempt { Checkpoint: { } from } start) continue;
            // From before the user mended something: the books began with that.
            if (!_restartsAtSave.TryGetValue(from, out var restartsAtSave)) continue;

            var isOlder = restartsAtSave < RestartsIn(result.State);
            if (isOlder == start.Restart is not null) continue;
            throw new InvariantViolationException(
                $"trial {start.Trial} starts from {from}, which is from {(isOlder ? "before" : "after")} the last " +
                $"restart, and is {(isOlder ? "not " : "")}told to restart");
        }
    }

    private static int RestartsIn(ExperimentState state) => state.Rounds?.Restarts ?? 0;
}
