namespace Clade.Experiments;

/// <summary>
/// What follows from an event: one method for each kind, and what has to be looked at after every one.
/// </summary>
internal static class Reactions
{
    /// <summary>How the code of a warning begins that goes on with a damaged checkpoint's name.</summary>
    public const string CheckpointDamagedCode = "checkpoint-damaged-";

    /// <param name="decider">Holds the state with the event applied.</param>
    /// <param name="before">The state before the event.</param>
    /// <param name="happened">The event.</param>
    public static void To(Decider decider, ExperimentState before, ExperimentEvent happened)
    {
        var undecided = decider.Mark();
        try
        {
            React(decider, before, happened);
            undecided = decider.Mark();
            if (decider.State.Status == ExperimentStatus.Running) Settle(decider);
        }
        catch (CladeException mistake)
        {
            // A user's function threw. What was half decided is left to the resume; what happened stays.
            decider.TakeBack(undecided);
            decider.FailInOrder(mistake.Message);
            if (happened is Reported report) LeaveUnjudged(decider, report.Trial);
            Settle(decider);
        }
    }

    private static void React(Decider decider, ExperimentState before, ExperimentEvent happened)
    {
        switch (happened)
        {
            case Opened:
                OnOpened(decider, before);
                break;
            case AttemptStarted e when EventFold.IsFirst(before, e):
                OnAttemptStarted(decider, e);
                break;
            case Reported e when EventFold.IsNew(before, e):
                ReportRules.OnReported(decider, before, e);
                break;
            case CheckpointSaved e when EventFold.IsAwaited(before, e):
                ReportRules.OnSaved(decider, before[e.Trial].Attempt!, e);
                break;
            case AttemptEnded e when Experiment.IsCurrent(before, e.Trial, e.Attempt):
                if (e.Unread is { } unread) UnreadWarning.Check(decider, before, e.Trial, unread);
                OnAttemptEnded(decider, before[e.Trial], e);
                break;
            case CheckpointDamaged e when Experiment.IsCurrent(before, e.Trial, e.Attempt):
                OnCheckpointDamaged(decider, e);
                break;
            case Proposed e when EventFold.IsAwaited(before, e):
                Placement.OnProposed(decider, e);
                break;
            case TimePassed:
                Deadlines.Check(decider);
                break;
            case PauseRequested e:
                Pauses.OnPaused(decider, e);
                break;
            case ResumeRequested:
                Pauses.OnResumed(decider);
                break;
            case MemoryReported e:
                MemoryShortage.OnReported(decider, e);
                break;
            case MemoryExceeded e when Experiment.IsCurrent(before, e.Trial, e.Attempt):
                MemoryShortage.OnExceeded(decider, e);
                break;
            case StopRequested e when decider.State.Closing is null:
                decider.Emit(new CloseExperiment(ExperimentStatus.Interrupted, e.Reason));
                break;
        }
    }

    // Nobody knows what its report leads to. It goes back to its checkpoint, to report and be judged again.
    private static void LeaveUnjudged(Decider decider, TrialId id)
    {
        if (decider.State[id].Attempt is { Phase: AttemptPhase.Reporting }) decider.Yield(id);
    }

    private static void OnOpened(Decider decider, ExperimentState before)
    {
        var settings = decider.Settings;
        var isChanged = decider.State.IsExtensionDue;
        if (before.Status == ExperimentStatus.Completed && !isChanged)
        {
            decider.Emit(new EndExperiment(before.Status, before.EndReason ?? "all trials have ended"));
            return;
        }

        if (decider.State.Openings == 1) PopulationWarnings.AtStart(decider);
        if (isChanged) Extension.Apply(decider);
        if (decider.State.Closing is not null) return;

        if (settings.Scheduler.CreatesAllTrialsAtOnce) Placement.CreateAll(decider);
        // Resumed under another scheduler, with which they would wait for ever.
        foreach (var trial in decider.State.Trials.Where(trial => trial.Hold is { } hold && !MayHold(settings, hold)))
        {
            decider.Emit(new Release(trial.Id));
        }

        decider.MadeRoom = true;
    }

    private static bool MayHold(ExperimentSettings settings, HoldKind kind) => kind switch
    {
        HoldKind.Generation => settings.Scheduler.HasGenerations,
        HoldKind.Rung => settings.Scheduler.PausesAtRungs,
        _ => false,
    };

    private static void OnAttemptStarted(Decider decider, AttemptStarted e)
    {
        var trial = decider.State[e.Trial];
        if (e.Config.Equals(trial.Config)) return;

        decider.WarnOnce(
            $"config-not-in-force-{e.Trial}",
            $"Trial {e.Trial} was to train with {trial.Config}, but its training function got {e.Config}. The " +
            "attempt is ended, because its scores would be credited to the wrong configuration. Check what changes " +
            "the configuration between Clade and the training function.",
            e.Trial);
        decider.Emit(new KillAttempt(e.Trial, e.Attempt, "another configuration was in force"));
    }

    private static void OnAttemptEnded(Decider decider, TrialState before, AttemptEnded e)
    {
        decider.MadeRoom = true;
        var trial = decider.State[e.Trial];
        if (trial.HasEnded || before.Attempt!.Phase == AttemptPhase.Leaving) return;

        var settings = decider.Settings;
        switch (e.Outcome)
        {
            case AttemptOutcome.Completed when decider.State.Closing is null or { Status: ExperimentStatus.Completed }:
                if (trial.LastMetrics is null) WarnOfSilence(decider, e.Trial);
                decider.Emit(new EndTrial(e.Trial, TrialStatus.Completed, "the training function returned"));
                break;
            case AttemptOutcome.Failed when trial.FailuresSinceExploit > settings.MaxFailures:
                decider.Emit(new EndTrial(
                    e.Trial, TrialStatus.Failed, $"its training function threw: {e.Error?.Message}"));
                break;
            case AttemptOutcome.Lost when MemoryShortage.ReasonToGiveUp(before, trial, e) is { } reason:
                decider.Emit(new EndTrial(e.Trial, TrialStatus.Failed, reason));
                break;
            case AttemptOutcome.Lost when trial.LostWorkersSinceExploit > settings.MaxLostWorkers:
                decider.Emit(new EndTrial(e.Trial, TrialStatus.Failed, $"its worker was lost: {e.Error?.Message}"));
                break;
        }
    }

    private static void WarnOfSilence(Decider decider, TrialId trial) => decider.WarnOnce(
        "never-reported",
        $"The training function of trial {trial} returned without a single report, so nothing is known of its " +
        $"configuration. Call Report after each iteration, with '{decider.Settings.Objective.Metric}' among the " +
        "metrics.",
        trial);

    private static void OnCheckpointDamaged(Decider decider, CheckpointDamaged e)
    {
        decider.MadeRoom = true;
        var trial = decider.State[e.Trial];
        var instead = trial.Checkpoints.IsEmpty ? "from scratch" : $"from {trial.Checkpoints[0]}";
        decider.WarnOnce(
            $"{CheckpointDamagedCode}{e.Checkpoint}",
            $"Checkpoint {e.Checkpoint} is damaged: {e.Reason}. Trial {e.Trial} goes on {instead} instead.",
            e.Trial);
    }

    private static void Settle(Decider decider)
    {
        if (decider.State.Closing is { } closing) LeaveOff(decider, closing);
        else decider.Settings.Scheduler.Settle(decider);

        // While memory is short, a trial that begins to wait for others makes room for one of them.
        var mayHaveRoom = decider.MadeRoom || decider.State.Memory != MemoryLevel.Ample;
        if (mayHaveRoom && decider.State.Closing is null) Placement.FillRoom(decider);
        if (IsIdle(decider))
        {
            decider.Settings.Scheduler.OnIdle(decider);
            Placement.FillRoom(decider);
        }

        foreach (var checkpoint in decider.State.Unreferenced) decider.Emit(new DeleteCheckpoint(checkpoint));
        EndIfDone(decider);
    }

    /// <summary>Nothing runs and nothing could, though trials have not ended: they are paused.</summary>
    private static bool IsIdle(Decider decider)
    {
        var state = decider.State;
        return state is { Closing: null, Live.IsEmpty: true, Waiting.IsEmpty: true, IsPaused: false }
            && state.Ended < state.Trials.Count && !Placement.MayCreateTrial(decider)
            && !state.Trials.Any(static trial => trial.PausedByUser);
    }

    /// <summary>The experiment is closing: reports that wait for an answer are told to leave.</summary>
    private static void LeaveOff(Decider decider, ClosingState closing)
    {
        foreach (var id in decider.State.Live)
        {
            if (decider.State[id].Attempt!.Phase == AttemptPhase.Reporting) Leave(decider, id, closing);
        }
    }

    private static void Leave(Decider decider, TrialId id, ClosingState closing)
    {
        if (decider.State[id].HasEnded) return;

        if (closing.Status == ExperimentStatus.Completed) decider.End(id, TrialStatus.Completed, closing.Reason);
        else if (!decider.Save(id, SavePurpose.Yield)) decider.Yield(id);
    }

    private static void EndIfDone(Decider decider)
    {
        var state = decider.State;
        if (!state.Live.IsEmpty) return;

        var isAllDone = state.Ended == state.Trials.Count && !Placement.MayCreateTrial(decider);
        if (state.Closing is { } closing && !(isAllDone && closing.Status == ExperimentStatus.Interrupted))
        {
            if (closing.Status == ExperimentStatus.Completed) EndWaitingTrials(decider, closing.Reason);
            decider.Emit(new EndExperiment(closing.Status, closing.Reason));
        }
        else if (isAllDone)
        {
            decider.Emit(new EndExperiment(ExperimentStatus.Completed, "all trials have ended"));
        }
    }

    private static void EndWaitingTrials(Decider decider, string reason)
    {
        foreach (var trial in decider.State.Trials.Where(static trial => !trial.HasEnded))
        {
            var status = trial.AttemptCount == 0 ? TrialStatus.Stopped : TrialStatus.Completed;
            decider.Emit(new EndTrial(trial.Id, status, reason));
        }
    }
}
