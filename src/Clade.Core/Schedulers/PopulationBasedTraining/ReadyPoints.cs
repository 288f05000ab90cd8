using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>When a trial may decide, and when it must wait so that nobody drifts too far ahead.</summary>
internal static class ReadyPoints
{
    public static ReportVerdict OnReport(
        PopulationBasedTraining pbt, ExperimentSettings settings, ExperimentState state, TrialState trial)
    {
        // Where nobody can ever copy, a ready point would only cost its checkpoint.
        var isIdle = pbt.IsIdle || state.Trials.Count < 2;
        if (isIdle || IsCooling(pbt, settings, trial)) return ReportVerdict.Continue;

        if (trial.Time >= pbt.BurnIn && trial.Time >= trial.ReadyTime + PopulationRestart.IntervalOf(pbt, state))
        {
            return ReportVerdict.ReadyPoint;
        }

        return !pbt.Synchronous && IsTooFarAhead(pbt, settings, state, trial)
            ? ReportVerdict.Hold
            : ReportVerdict.Continue;
    }

    /// <summary>
    /// Trials that go on after their end: the ready point that the stop had come before is taken now, so that they
    /// decide as if it had not been there.
    /// </summary>
    public static void CatchUp(PopulationBasedTraining pbt, Decider decider, IReadOnlyList<TrialId> trials)
    {
        var due = trials.Where(id => OnReport(pbt, decider.Settings, decider.State, decider.State[id])
            == ReportVerdict.ReadyPoint).ToArray();
        foreach (var id in due)
        {
            ReportRules.MarkReady(decider, id);
            if (pbt.Synchronous) decider.Emit(new Hold(id, HoldKind.Generation));
        }

        if (pbt.Synchronous) return;

        foreach (var id in due)
        {
            var trial = decider.State[id];
            if (ExploitDecision.Take(pbt, decider, trial, Population.Near(pbt, decider.State, trial)) is { } record)
            {
                decider.Emit(new ExploitDonor(record, decider.State.SegmentCount));
            }
        }
    }

    public static bool IsCooling(PopulationBasedTraining pbt, ExperimentSettings settings, TrialState trial) =>
        CoolDownPhase.Includes(pbt.CoolDown, settings.Stop.IterationBudget, trial.Iteration);

    /// <summary>
    /// With more trials than slots, whether a running trial is a whole interval behind this one. It runs, so waiting
    /// for it always ends; with a slot for everyone nobody waits, since asynchronous means just that.
    /// </summary>
    public static bool IsTooFarAhead(
        PopulationBasedTraining pbt, ExperimentSettings settings, ExperimentState state, TrialState trial) =>
        state.Trials.Count - state.Ended > Placement.SlotCount(settings, state) && trial.Time >= pbt.BurnIn
        && state.Live.Any(id =>
            id != trial.Id && state[id] is { HasEnded: false, Hold: null } other
            && other.Attempt!.Phase != AttemptPhase.Leaving
            && trial.Time - other.Time >= pbt.PerturbationInterval);

    /// <summary>Lets those go on that waited for members which have caught up, ended or stopped training.</summary>
    public static void ReleaseHeld(PopulationBasedTraining pbt, Decider decider)
    {
        foreach (var id in decider.State.Live)
        {
            var trial = decider.State[id];
            if (trial.Hold != HoldKind.Drift || IsTooFarAhead(pbt, decider.Settings, decider.State, trial)) continue;

            decider.Emit(new Release(id));
            decider.Continue(id);
        }

        // A member that is behind may have come near enough for the next one to run beside it.
        decider.MadeRoom |= !decider.State.Waiting.IsEmpty;
    }
}
