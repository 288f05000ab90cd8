namespace Clade.Experiments;

/// <summary>
/// What follows when an experiment is opened under other options: trials that these would not have ended go on, and
/// those that they would have ended do.
/// </summary>
internal static class Extension
{
    public static void Apply(Decider decider)
    {
        if (ReasonItIsOver(decider) is { } reason)
        {
            decider.Emit(new CloseExperiment(ExperimentStatus.Completed, reason));
            return;
        }

        foreach (var trial in decider.State.Trials) EndIfDone(decider, trial);

        var reopened = decider.State.Trials.Where(trial => MayGoOn(decider, trial)).ToArray();
        foreach (var trial in reopened)
        {
            decider.Emit(new ReopenTrial(trial.Id));
            if (IsPaused(decider, trial)) decider.Emit(new Hold(trial.Id, HoldKind.Rung));
        }

        WarnOfLostTraining(decider, reopened);
        decider.Settings.Scheduler.OnReopened(
            decider, [.. reopened.Where(static trial => IsSaved(trial)).Select(static trial => trial.Id)]);
    }

    private static string? ReasonItIsOver(Decider decider)
    {
        var byTime = decider.Settings.Stop.EvaluateTime(decider.State.Active);
        if (byTime.Holds) return byTime.Reason;

        return decider.State.Trials.Select(trial => VerdictOn(decider, trial))
            .Where(static verdict => verdict.Scope == StopScope.Experiment)
            .Select(static verdict => verdict.Reason).FirstOrDefault();
    }

    // A trial that waits has had enough if it has by where it would go on.
    private static void EndIfDone(Decider decider, TrialState trial)
    {
        if (trial.HasEnded) return;

        if (!IsWanted(decider, trial))
        {
            var status = trial.AttemptCount == 0 ? TrialStatus.Stopped : TrialStatus.Completed;
            decider.Emit(new EndTrial(trial.Id, status, $"only {decider.Settings.Trials} trials are wanted now"));
        }
        else if (VerdictOn(decider, trial) is { Holds: true } verdict)
        {
            decider.Emit(new EndTrial(trial.Id, TrialStatus.Completed, verdict.Reason));
        }
    }

    // Whether a rule ended it that does not hold any more. A training function that returned would do so again.
    private static bool MayGoOn(Decider decider, TrialState trial)
    {
        var wasEndedByRule = trial is { Status: TrialStatus.Completed, HasReturned: false }
            or { Status: TrialStatus.Stopped, AttemptCount: 0 };
        var wasLeftPaused = trial.Status == TrialStatus.Stopped && IsPaused(decider, trial);
        return (wasEndedByRule || wasLeftPaused) && IsWanted(decider, trial) && !VerdictOn(decider, trial).Holds;
    }

    // Nobody decided against it: the experiment ended while it waited, and more trials may yet promote it.
    private static bool IsPaused(Decider decider, TrialState trial) =>
        trial.AwaitsPromotion && decider.Settings.Scheduler.PausesAtRungs;

    private static bool IsWanted(Decider decider, TrialState trial) =>
        trial.Id.Value < (decider.Settings.Trials ?? int.MaxValue);

    private static StopVerdict VerdictOn(Decider decider, TrialState trial) =>
        trial.LastMetrics is null ? StopVerdict.None : ReportRules.Judge(decider, trial);

    /// <summary>Whether the trial's last checkpoint is of its last report.</summary>
    private static bool IsSaved(TrialState trial) =>
        trial.Checkpoints is [var newest, ..] && newest.Iteration == trial.Iteration;

    private static void WarnOfLostTraining(Decider decider, TrialState[] reopened)
    {
        if (reopened.FirstOrDefault(static trial => trial.Iteration > 0 && !IsSaved(trial)) is not { } trial) return;

        var from = trial.Checkpoints is [var newest, ..] ? $"iteration {newest.Iteration}" : "scratch";
        decider.WarnOnce(
            "extended-without-checkpoint",
            $"Trial {trial.Id} had done {trial.Iteration} iterations, but saved no checkpoint at its end: extended, " +
            $"it goes on from {from}. Pass save: to every Report, so that nothing is trained twice.",
            trial.Id);
    }
}
