namespace Clade.Experiments;

/// <summary>How a trial's score changed up to a ready point, with one configuration all the way.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Since">The time attribute at the beginning.</param>
/// <param name="Elapsed">Units of the time attribute up to the ready point; above 0.</param>
/// <param name="Before">The score at the beginning, oriented so that higher is better; finite.</param>
/// <param name="Rate">The change of the oriented score per unit of time; not finite if the trial diverged.</param>
/// <param name="Config">The configuration that it trained with.</param>
internal sealed record ScoreChange(
    TrialId Trial, double Since, double Elapsed, double Before, double Rate, Configuration Config);

/// <summary>Where a trial's next <see cref="ScoreChange"/> counts from.</summary>
/// <param name="Time">The time attribute.</param>
/// <param name="Score">The oriented score of these weights; finite.</param>
internal sealed record ScoreMark(double Time, double Score)
{
    /// <summary>The mark of weights with a score; none if it is not usable.</summary>
    public static ScoreMark? Of(double time, Score score) => score.IsUsable ? new ScoreMark(time, score.Value) : null;
}

/// <summary>Keeps the score changes that a model learns from.</summary>
/// <remarks>
/// A change counts from the weights that the training began with: after an exploit from the donor's score and time, and
/// after a loss of work from those of the older checkpoint. So the jump to a donor's score is never taken for what a
/// configuration did.
/// </remarks>
internal static class ScoreChangeFold
{
    /// <summary>A trial without a mark reported: its next change counts from here.</summary>
    public static TrialState Reported(FoldRules rules, TrialState trial) =>
        rules.ScoreChangesKept == 0 || trial.ChangesFrom is not null
            ? trial
            : trial with { ChangesFrom = ScoreMark.Of(trial.Time, trial.Score) };

    /// <summary>A trial is at a ready point.</summary>
    public static ExperimentState AtReadyPoint(ExperimentState state, TrialId id)
    {
        var kept = KeptBy(state);
        var trial = state[id];
        if (kept == 0) return trial.ChangesFrom is null ? state : state.Set(trial with { ChangesFrom = null });

        state = state.Set(trial with { ChangesFrom = ScoreMark.Of(trial.Time, trial.Score) });
        if (trial.ChangesFrom is not { } from || !(trial.Time > from.Time)) return state;

        var elapsed = trial.Time - from.Time;
        var rate = trial.Score.IsUsable ? (trial.Score.Value - from.Score) / elapsed : double.NaN;
        var changes = (state.ScoreChanges ?? []).Add(
            new ScoreChange(id, from.Time, elapsed, from.Score, rate, trial.Config));
        return state with
        {
            ScoreChanges = changes.Count > kept
            ? changes.RemoveRange(0, changes.Count - kept) : changes
        };
    }

    /// <summary>The mark of a trial that takes over a checkpoint; none where no changes are kept.</summary>
    public static ScoreMark? TakenOver(ExperimentState state, CheckpointId checkpoint) =>
        KeptBy(state) == 0 ? null : MarkOf(state.Checkpoints[checkpoint]);

    /// <summary>The mark of a trial that goes on from a checkpoint of its own, or from scratch.</summary>
    public static ScoreMark? Rewound(ScoreMark? mark, CheckpointState? checkpoint) =>
        mark is null || mark.Time <= (checkpoint?.Time ?? 0) ? mark
        : checkpoint is null ? null
        : MarkOf(checkpoint);

    private static ScoreMark? MarkOf(CheckpointState checkpoint) => ScoreMark.Of(checkpoint.Time, checkpoint.Score);

    private static int KeptBy(ExperimentState state) => state.Setup?.Fold.ScoreChangesKept ?? 0;
}
