namespace Clade.Experiments;

/// <summary>What happens because nothing else did: silent workers, slow leavers, a time budget used up.</summary>
internal static class Deadlines
{
    public static DateTimeOffset? Next(ExperimentSettings settings, ExperimentState state)
    {
        if (state.Status != ExperimentStatus.Running) return null;

        var next = state.Live.Select(id => Of(settings, state[id].Attempt!)).Min();
        if (state.Closing is null && settings.Stop.TimeBudget is { } budget)
        {
            next = Earlier(next, state.Now + (budget - state.Active));
        }

        return state.Closing is null ? Earlier(next, settings.Scheduler.NextDeadline(settings, state)) : next;
    }

    public static void Check(Decider decider)
    {
        var settings = decider.Settings;
        var now = decider.State.Now;
        foreach (var id in decider.State.Live)
        {
            var attempt = decider.State[id].Attempt!;
            if (Of(settings, attempt) is not { } deadline || deadline > now) continue;

            var reason = attempt.Phase == AttemptPhase.Leaving
                ? $"it did not leave within {settings.LeaveTimeout.TotalSeconds:0.#} s of being told to"
                : $"it was silent for {settings.ReportTimeout!.Value.TotalSeconds:0.#} s (the report timeout)";
            decider.Emit(new KillAttempt(id, attempt.Number, reason));
        }

        var verdict = settings.Stop.EvaluateTime(decider.State.Active);
        if (decider.State.Closing is null && verdict.Holds)
        {
            decider.Emit(new CloseExperiment(ExperimentStatus.Completed, verdict.Reason));
        }
    }

    /// <summary>The end of a wait; none for a wait beyond the calendar, which is how people write "never".</summary>
    public static DateTimeOffset? After(DateTimeOffset from, TimeSpan? wait) =>
        wait <= DateTimeOffset.MaxValue - from ? from + wait : null;

    private static DateTimeOffset? Of(ExperimentSettings settings, AttemptState attempt) => attempt switch
    {
        { Killed: true } => null,
        { Phase: AttemptPhase.Leaving } => After(attempt.LastHeard, settings.LeaveTimeout),
        { Phase: AttemptPhase.Starting or AttemptPhase.Training or AttemptPhase.Saving } =>
            After(attempt.LastHeard, settings.ReportTimeout),
        _ => null,
    };

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other < one ? other ?? one : one;
}
