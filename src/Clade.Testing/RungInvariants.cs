using Clade.Experiments;

namespace Clade.Testing;

/// <summary>What must hold of trials that are compared at rungs.</summary>
internal static class RungInvariants
{
    public static void Check(ExperimentSettings settings, ExperimentState before, ExperimentState state)
    {
        for (var i = 0; i < state.Trials.Count; i++)
        {
            var was = i < before.Trials.Count ? before.Trials[i] : null;
            var trial = state.Trials[i];
            if (!ReferenceEquals(trial, was)) CheckTrial(settings, was, trial);
        }

        if (!ReferenceEquals(before.Rungs, state.Rungs)) CheckIndex(state);
    }

    private static void CheckTrial(ExperimentSettings settings, TrialState? was, TrialState trial)
    {
        Require(trial, trial.Hold != HoldKind.Rung || (trial.AwaitsPromotion && !trial.HasEnded),
            "is held at a rung that it does not wait at");
        if (trial.Course is not { } course || ReferenceEquals(course, was?.Course)) return;

        var known = was?.Course?.Rungs.Count ?? 0;
        Require(trial, course.Rungs.Count - known is 0 or 1, "came to several rungs at once");
        for (var i = 1; i < course.Rungs.Count; i++)
        {
            Require(trial, course.Rungs[i].Level > course.Rungs[i - 1].Level, "came to a rung twice");
        }

        if (course.Last is not { } last || settings.Scheduler is MedianStopping) return;

        if (course.Rungs.Count > known)
        {
            Require(trial, last.Score.Equals(trial.Score), "is compared by a score that it did not report");
            Require(trial, last.Level <= trial.Time, "is compared at a rung that it has not come to");
        }

        Require(trial, last.Decision != RungDecision.Promoted || last.Score.IsUsable,
            "is promoted with a score that is no number");
    }

    /// <summary>The rungs are what the trials say, counted afresh.</summary>
    private static void CheckIndex(ExperimentState state)
    {
        var (kept, fresh) = (state.Rungs, Rungs.Of(state.Trials));
        var isSame = kept.Bracketed == fresh.Bracketed && kept.Waiting == fresh.Waiting
            && kept.Open.SetEquals(fresh.Open)
            && kept.All.Count == fresh.All.Count && kept.All.All(pair => IsSame(pair.Value, fresh.All[pair.Key]))
            && kept.Brackets.Count == fresh.Brackets.Count
            && kept.Brackets.All(pair => IsSame(pair.Value, fresh.Brackets[pair.Key]));
        if (!isSame) throw new InvariantViolationException("the rungs that are kept are not those of the trials");
    }

    private static bool IsSame(Rung kept, Rung fresh) =>
        kept.Usable == fresh.Usable && kept.Promoted == fresh.Promoted
        && kept.Scores.SetEquals(fresh.Scores) && kept.Waiting.SetEquals(fresh.Waiting);

    private static bool IsSame(Bracket kept, Bracket fresh) =>
        kept.Trials == fresh.Trials && kept.Live == fresh.Live && kept.Paused.SetEquals(fresh.Paused);

    private static void Require(TrialState trial, bool condition, string violation)
    {
        if (!condition) throw new InvariantViolationException($"trial {trial.Id} {violation}");
    }
}
