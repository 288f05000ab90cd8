using System.Collections.Immutable;

namespace Clade.Experiments;

/// <summary>Replaces a trial's state and keeps the indexes over all trials true.</summary>
internal static class TrialUpdates
{
    public static ExperimentState Set(this ExperimentState state, TrialState trial)
    {
        var before = state[trial.Id];
        var waiting = state.Waiting;
        if (before.IsRunnable) waiting = waiting.Remove(new WaitingTrial(before.Time, before.Id));
        if (trial.IsRunnable) waiting = waiting.Add(new WaitingTrial(trial.Time, trial.Id));

        var live = (before.Attempt, trial.Attempt) switch
        {
            (null, not null) => state.Live.Add(trial.Id),
            (not null, null) => state.Live.Remove(trial.Id),
            _ => state.Live,
        };

        return state with
        {
            Trials = state.Trials.SetItem(trial.Id.Value, trial),
            Waiting = waiting,
            Live = live,
            Ranking = state.Ranking.After(before, trial),
            Rungs = state.Rungs.After(before, trial),
            Ended = state.Ended + (trial.HasEnded ? 1 : 0) - (before.HasEnded ? 1 : 0),
        };
    }

    /// <summary>The trial where its next attempt begins: at its newest checkpoint, or at the start.</summary>
    public static TrialState Rewound(this ExperimentState state, TrialState trial)
    {
        var checkpoint = trial.Checkpoints.IsEmpty ? (CheckpointId?)null : trial.Checkpoints[0];
        var saved = checkpoint is { } id ? state.Checkpoints[id] : null;
        return trial with
        {
            Iteration = checkpoint?.Iteration ?? 0,
            Time = saved?.Time ?? 0,
            ChangesFrom = ScoreChangeFold.Rewound(trial.ChangesFrom, saved),
        };
    }

    /// <summary>Replaces the checkpoints that a trial can start from, and counts the references.</summary>
    public static ExperimentState SetCheckpoints(
        this ExperimentState state, TrialId id, ImmutableArray<CheckpointId> checkpoints)
    {
        var before = state[id].Checkpoints;
        foreach (var checkpoint in checkpoints) state = state.AddReference(checkpoint);
        foreach (var checkpoint in before) state = state.DropReference(checkpoint);
        return state.Set(state[id] with { Checkpoints = checkpoints });
    }

    /// <summary>Replaces the unit of a trial's last ready point, and counts the references.</summary>
    public static ExperimentState SetReady(this ExperimentState state, TrialId id, ReadyUnit? ready)
    {
        state = state.AddReference(ready?.Checkpoint).DropReference(state[id].Ready?.Checkpoint);
        return state.Set(state[id] with { Ready = ready });
    }

    /// <summary>Replaces the best unit, and counts the references.</summary>
    public static ExperimentState SetBest(this ExperimentState state, BestUnit best) =>
        state.AddReference(best.Checkpoint).DropReference(state.Best?.Checkpoint) with { Best = best };
}
