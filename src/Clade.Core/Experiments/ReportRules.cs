using Clade.Schedulers;

namespace Clade.Experiments;

/// <summary>What follows from a report, and from the checkpoint that was asked for in answer to it.</summary>
internal static class ReportRules
{
    /// <param name="decider">Holds the state with the report applied.</param>
    /// <param name="before">The state before the report.</param>
    /// <param name="e">The report.</param>
    public static void OnReported(Decider decider, ExperimentState before, Reported e)
    {
        if (IsUnusable(decider, e)) return;

        ReportWarnings.Check(decider, before, e);
        // One that can be resumed takes the decisions that are due, so that a resume need not catch up on them; one
        // that is over answers all waiting reports alike, after this.
        if (decider.State.Closing is { Status: ExperimentStatus.Completed }) return;

        decider.Settings.Scheduler.Record(decider, e.Trial);
        var trial = decider.State[e.Trial];
        var verdict = Judge(decider, trial);
        switch (verdict.Scope)
        {
            case StopScope.Trial:
                decider.End(e.Trial, TrialStatus.Completed, verdict.Reason);
                break;
            case StopScope.Experiment when decider.State.Closing is null:
                decider.Emit(new CloseExperiment(ExperimentStatus.Completed, verdict.Reason));
                break;
            default:
                AskScheduler(decider, trial);
                break;
        }
    }

    /// <summary>The checkpoint is published: now what it was saved for.</summary>
    /// <param name="decider">Holds the state with the checkpoint applied.</param>
    /// <param name="attempt">The attempt before that: it knows what the checkpoint is for.</param>
    /// <param name="e">The event.</param>
    public static void OnSaved(Decider decider, AttemptState attempt, CheckpointSaved e)
    {
        switch (attempt.Saving)
        {
            case SavePurpose.ReadyPoint:
                AtReadyPoint(decider, e.Trial);
                break;
            case SavePurpose.Yield:
                decider.Yield(e.Trial);
                break;
            case SavePurpose.End:
                decider.End(e.Trial, attempt.End!.Status, attempt.End.Reason);
                break;
            case SavePurpose.Safety when decider.State.Closing is null:
                decider.Continue(e.Trial);
                break;
        }
    }

    private static bool IsUnusable(Decider decider, Reported e)
    {
        var settings = decider.Settings;
        var missing = settings.RequiredMetrics.RemoveAll(e.Metrics.ContainsKey);
        if (missing.Length == 0) return false;

        var names = string.Join(" and ", missing.Select(static name => $"'{name}'"));
        var reported = e.Metrics.Count == 0 ? "nothing" : string.Join(", ", e.Metrics.Keys.Select(k => $"'{k}'"));
        var message = $"Trial {e.Trial} did not report {names}, which the experiment needs. It reported {reported}. " +
            "Report that metric, or name one that is reported.";
        if (settings.AllowMissingMetrics)
        {
            decider.WarnOnce("missing-metric", message, e.Trial);
            return false;
        }

        decider.Fail(message);
        return true;
    }

    /// <summary>What the stop rule, or else the scheduler's limit, says to where a trial stands.</summary>
    public static StopVerdict Judge(Decider decider, TrialState trial)
    {
        var verdict = decider.Settings.Stop.Evaluate(new StopInput
        {
            Trial = trial.Id,
            Iteration = trial.Iteration,
            TotalIterations = decider.State.ReportCount,
            Metrics = trial.LastMetrics!,
            Objective = decider.Settings.Objective,
            TrialTime = trial.Time,
            Active = decider.State.Active,
            TrialPlateaus = trial.Plateaus,
            ExperimentPlateaus = decider.State.Plateaus,
        });
        return !verdict.Holds && decider.Settings.Scheduler.ReasonItIsComplete(trial) is { } reason
            ? StopVerdict.Trial(reason)
            : verdict;
    }

    private static void AskScheduler(Decider decider, TrialState trial)
    {
        switch (decider.Settings.Scheduler.OnReport(decider.Settings, decider.State, trial))
        {
            case ReportVerdict.Continue or ReportVerdict.Hold when decider.State.Closing is not null:
                break;
            case ReportVerdict.ReadyPoint when !trial.Attempt!.CanSave:
                decider.Fail(
                    $"Trial {trial.Id} reported at a ready point without a way to save a checkpoint, but Population " +
                    "Based Training copies checkpoints. Pass save: to Report, or use another scheduler.");
                break;
            case ReportVerdict.ReadyPoint:
                if (!decider.Save(trial.Id, SavePurpose.ReadyPoint)) AtReadyPoint(decider, trial.Id);
                break;
            case ReportVerdict.Hold:
                decider.Emit(new Hold(trial.Id, HoldKind.Drift));
                break;
            case ReportVerdict.Stop:
                var reason = decider.Settings.Scheduler.ReasonToStop(decider.Settings, trial);
                decider.End(trial.Id, TrialStatus.Stopped, reason);
                break;
            case ReportVerdict.Pause:
                Pause(decider, trial);
                break;
            default:
                var isSaving = IsSaveDue(decider, trial) && decider.Save(trial.Id, SavePurpose.Safety);
                if (!isSaving) decider.Continue(trial.Id);
                break;
        }
    }

    // It waits from now on, even if its worker is lost before it has saved: what it is compared by is known.
    private static void Pause(Decider decider, TrialState trial)
    {
        decider.Emit(new Hold(trial.Id, HoldKind.Rung));
        decider.LeaveSaved(trial.Id);
    }

    private static bool IsSaveDue(Decider decider, TrialState trial)
    {
        var isBest = decider.Settings.Scheduler.SavesImprovements
            && trial.Score.IsBetterThan(decider.State.Best?.Score ?? Score.Worst);
        return isBest || decider.State.Now - trial.Attempt!.LastSaved >= decider.Settings.CheckpointEvery;
    }

    /// <summary>Records the trial's score and its newest checkpoint as one unit.</summary>
    public static void MarkReady(Decider decider, TrialId id)
    {
        double? error = decider.Settings.Scheduler.StandardErrorMetric is { } name
            && decider.State[id].LastMetrics!.TryGetValue(name, out var value) ? value : null;
        decider.Emit(new MarkReady(id, error));
    }

    private static void AtReadyPoint(Decider decider, TrialId id)
    {
        MarkReady(decider, id);
        if (decider.State.Closing is not { Status: ExperimentStatus.Completed })
        {
            decider.Settings.Scheduler.OnReady(decider, id);
        }
    }
}
