using Clade.Experiments;

namespace Clade.Testing;

/// <summary>What must hold after every event, whatever went wrong.</summary>
/// <remarks>They run after every event of millions: plain loops, no allocation where nothing is wrong.</remarks>
internal sealed class Invariants(Simulation simulation, ExperimentSettings settings, VirtualDisk disk)
{
    private readonly Dictionary<CheckpointId, int> _held = [];
    private readonly RestartInvariants _restarts = new(settings);

    public void Check(ExperimentState before, ExperimentEvent happened, StepResult result)
    {
        try
        {
            CheckIndexes(result.State);
            CheckReferences(result.State);
            DeviceInvariants.Check(settings.Resources, result.State);
            CheckUnits(before, result.State);
            CheckTrials(before, result);
            CheckStarts(result);
            GuardInvariants.Check(result);
            if (happened is CheckpointDamaged damage) CheckFallback(before, damage, result);
            ExploitInvariants.Check(settings, before, happened, result);
            RungInvariants.Check(settings, before, result.State);
            ScoreChangeInvariants.Check(settings, before, result);
            _restarts.Check(before, happened, result);
        }
        catch (InvariantViolationException violation)
        {
            throw new InvariantViolationException(
                $"After {happened.GetType().Name} (event time {happened.Time:mm:ss.fff}): {violation.Message}",
                violation);
        }
    }

    private static void CheckIndexes(ExperimentState state)
    {
        var (ended, live, waiting) = (0, 0, 0);
        foreach (var trial in state.Trials)
        {
            if (trial.HasEnded) ended++;
            if (trial.Attempt is not null)
            {
                live++;
                Require(state.Live.Contains(trial.Id), "the set of live trials is wrong");
            }

            if (trial.IsRunnable)
            {
                waiting++;
                Require(
                    state.Waiting.Contains(new WaitingTrial(trial.Time, trial.Id)),
                    "the set of waiting trials is wrong");
            }
        }

        Require(state.Ended == ended, "the number of ended trials is wrong");
        Require(state.Live.Count == live, "the set of live trials is wrong");
        Require(state.Waiting.Count == waiting, "the set of waiting trials is wrong");
        if (state.Status != ExperimentStatus.Running) Require(state.Live.IsEmpty, "it ended with live attempts");
        if (state.Status == ExperimentStatus.Completed)
        {
            Require(ended == state.Trials.Count, "it completed with trials that have not ended");
        }
    }

    private void CheckReferences(ExperimentState state)
    {
        _held.Clear();
        foreach (var trial in state.Trials)
        {
            foreach (var id in trial.Checkpoints) Hold(id);
            if (trial.Ready?.Checkpoint is { } ready) Hold(ready);
        }

        if (state.Best?.Checkpoint is { } best) Hold(best);
        foreach (var (id, checkpoint) in state.Checkpoints)
        {
            var held = _held.GetValueOrDefault(id);
            if (held == checkpoint.References) continue;
            throw new InvariantViolationException(
                $"{id} has {checkpoint.References} references, but {held} places hold it");
        }

        foreach (var (id, _) in _held)
        {
            if (!state.Checkpoints.ContainsKey(id))
            {
                throw new InvariantViolationException($"{id} is held, but the state does not know it");
            }

            if (!disk.Checkpoints.ContainsKey(id))
            {
                throw new InvariantViolationException($"{id} is held, but was deleted");
            }
        }

        // Two for each trial, the unit of its ready point, and the best.
        var limit = (3 * state.Trials.Count) + 1;
        if (state.Checkpoints.Count > limit)
        {
            throw new InvariantViolationException($"{state.Checkpoints.Count} checkpoints are kept of {limit} at most");
        }

        void Hold(CheckpointId id) => _held[id] = _held.GetValueOrDefault(id) + 1;
    }

    /// <summary>A score is only ever credited to the weights and the configuration that earned it.</summary>
    private void CheckUnits(ExperimentState before, ExperimentState state)
    {
        for (var i = 0; i < state.Trials.Count; i++)
        {
            var ready = state.Trials[i].Ready;
            if (ready is not { Checkpoint: { } id }) continue;
            if (i < before.Trials.Count && ReferenceEquals(before.Trials[i].Ready, ready)) continue;

            CheckUnit(ready.Score, ready.Config, id);
        }

        if (state.Best is { Checkpoint: { } best } && !ReferenceEquals(state.Best, before.Best))
        {
            CheckUnit(state.Best.Score, state.Best.Config, best);
        }
    }

    private void CheckUnit(Score score, Configuration config, CheckpointId checkpoint)
    {
        var saved = disk.Checkpoints[checkpoint];
        if (!saved.Config.Equals(config))
        {
            throw new InvariantViolationException($"{checkpoint} was trained with {saved.Config}, not {config}");
        }

        var metrics = simulation.Training.Measure(saved.Weights);
        var earned = metrics.TryGetValue(settings.Objective.Metric, out var metric)
            ? settings.Objective.Score(metric)
            : Score.Worst;
        if (score.IsUsable && score != earned)
        {
            throw new InvariantViolationException(
                $"{checkpoint} earned {earned.Value}, but is credited {score.Value}");
        }
    }

    private void CheckTrials(ExperimentState before, StepResult result)
    {
        for (var i = 0; i < result.State.Trials.Count; i++)
        {
            var trial = result.State.Trials[i];
            var was = i < before.Trials.Count ? before.Trials[i] : null;
            if (ReferenceEquals(trial, was)) continue;

            if (!ReferenceEquals(trial.Config, was?.Config)) CheckInSpace(trial);
            if (was is not null) CheckTrial(was, trial, result);
        }
    }

    private void CheckInSpace(TrialState trial)
    {
        var mistakes = settings.Space.Mistakes(trial.Config);
        if (mistakes.Count == 0) return;
        throw new InvariantViolationException($"trial {trial.Id} left the space: {string.Join("; ", mistakes)}");
    }

    private static void CheckTrial(TrialState was, TrialState trial, StepResult result)
    {
        var (starts, exploited) = (0, false);
        foreach (var command in result.Commands)
        {
            if (command is StartAttempt start && start.Trial == trial.Id) starts++;
            exploited |= (command is ExploitDonor e && e.Record.Victim == trial.Id)
                || (command is Reconfigure r && r.Trial == trial.Id);
        }

        if (starts > 1) throw new InvariantViolationException($"trial {trial.Id} was started {starts} times at once");
        if (trial.AttemptCount != was.AttemptCount + starts)
        {
            throw new InvariantViolationException($"the attempts of trial {trial.Id} are miscounted");
        }

        var atCheckpoint = trial.Iteration == (trial.Checkpoints.IsEmpty ? 0 : trial.Checkpoints[0].Iteration);
        if (trial.Iteration < was.Iteration && !atCheckpoint)
        {
            throw new InvariantViolationException(
                $"trial {trial.Id} went from iteration {was.Iteration} to {trial.Iteration}");
        }

        if (!exploited && (trial.Segment != was.Segment || !trial.Config.Equals(was.Config)))
        {
            throw new InvariantViolationException($"trial {trial.Id} changed its configuration without a record");
        }
    }

    /// <summary>An attempt begins where its trial stands: at its newest checkpoint, with its configuration.</summary>
    private static void CheckStarts(StepResult result)
    {
        foreach (var command in result.Commands)
        {
            if (command is not StartAttempt start) continue;

            var trial = result.State[start.Trial];
            var newest = trial.Checkpoints.IsEmpty ? (CheckpointId?)null : trial.Checkpoints[0];
            if (start.Checkpoint != newest || start.Iteration != (newest?.Iteration ?? 0))
            {
                throw new InvariantViolationException(
                    $"trial {trial.Id} starts from {start.Checkpoint} at iteration {start.Iteration}, but its newest " +
                    $"checkpoint is {newest}");
            }

            if (start.Config.Equals(trial.Config) && start.Segment == trial.Segment) continue;
            throw new InvariantViolationException($"trial {trial.Id} starts with {start.Config}, not {trial.Config}");
        }
    }

    /// <summary>A damaged checkpoint is given up and the next ancestor taken, by everyone who held it.</summary>
    private static void CheckFallback(ExperimentState before, CheckpointDamaged damage, StepResult result)
    {
        if (!Experiment.IsCurrent(before, damage.Trial, damage.Attempt)) return;

        foreach (var was in before.Trials)
        {
            var now = result.State[was.Id].Checkpoints;
            var expected = was.Checkpoints.Remove(damage.Checkpoint);
            if (now.AsSpan().SequenceEqual(expected.AsSpan())) continue;
            if (MakesRoom(result, was.Id) && now.AsSpan().SequenceEqual(expected.AsSpan()[..1])) continue;
            throw new InvariantViolationException(
                $"trial {was.Id} holds {string.Join(", ", now)} once {damage.Checkpoint} is damaged; it held " +
                string.Join(", ", was.Checkpoints));
        }
    }

    /// <summary>Whether a trial gives up its ancestor in this step: it is told to save, or ends.</summary>
    internal static bool MakesRoom(StepResult result, TrialId trial) => result.Commands.Any(command =>
        (command is Answer { Kind: ReplyKind.Save } answer && answer.Trial == trial)
        || (command is EndTrial end && end.Trial == trial));

    private static void Require(bool condition, string violation)
    {
        if (!condition) throw new InvariantViolationException(violation);
    }
}
