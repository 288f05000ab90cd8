using Clade.Experiments;

namespace Clade.Testing;

/// <summary>No configuration is credited with a change of score that other weights, or a copy, brought about.</summary>
internal static class ScoreChangeInvariants
{
    public static void Check(ExperimentSettings settings, ExperimentState before, StepResult result)
    {
        CheckMarks(before, result);
        if (ReferenceEquals(before.ScoreChanges, result.State.ScoreChanges)) return;

        var changes = result.State.ScoreChanges!;
        Require(changes.Count <= settings.Scheduler.ScoreChangesKept, $"{changes.Count} changes of scores are kept");
        var newest = before.ScoreChanges is { IsEmpty: false } old ? old[^1] : null;
        for (var i = changes.Count - 1; i >= 0 && !ReferenceEquals(changes[i], newest); i--)
        {
            CheckChange(before[changes[i].Trial], changes[i], result);
        }
    }

    private static void CheckChange(TrialState before, ScoreChange change, StepResult result)
    {
        var trial = result.State[change.Trial];
        Require(change.Elapsed > 0, $"a score changed in {change.Elapsed} units of time");
        Require(change.Config.Equals(before.Config), "a change is credited to another configuration");
        Require(
            before.ChangesFrom == new ScoreMark(change.Since, change.Before),
            $"a change of trial {change.Trial} counts from {change.Before} at {change.Since}");
        Require(
            !trial.Score.IsUsable
            || Math.Abs(change.Before + (change.Rate * change.Elapsed) - trial.Score.Value) < 1e-6,
            $"a change of trial {change.Trial} does not lead to its score");
    }

    private static void CheckMarks(ExperimentState before, StepResult result)
    {
        for (var i = 0; i < before.Trials.Count; i++)
        {
            var (was, trial) = (before.Trials[i], result.State.Trials[i]);
            if (trial.ChangesFrom is not { } mark || mark == was.ChangesFrom) continue;

            var isOwn = was.Segment == trial.Segment && mark == ScoreMark.Of(trial.Time, trial.Score);
            Require(
                isOwn || IsOfCheckpoint(mark, trial, before) || IsOfCheckpoint(mark, trial, result.State),
                $"what trial {trial.Id} goes on from is credited with the score {mark.Score} at {mark.Time}");
        }
    }

    private static bool IsOfCheckpoint(ScoreMark mark, TrialState trial, ExperimentState state)
    {
        foreach (var id in trial.Checkpoints)
        {
            var isIt = state.Checkpoints.TryGetValue(id, out var saved)
                && mark == ScoreMark.Of(saved.Time, saved.Score);
            if (isIt) return true;
        }

        return false;
    }

    private static void Require(bool condition, string violation)
    {
        if (!condition) throw new InvariantViolationException(violation);
    }
}
