namespace Clade.Experiments;

/// <summary>The user pauses trials and lets them go on.</summary>
/// <remarks>
/// A paused trial saves and leaves its worker at its next report, after all that its report leads to; then it gets no
/// new attempt. What others may wait for, it is still to do: a generation waits for it as for any member.
/// </remarks>
internal static class Pauses
{
    public static ExperimentState Apply(ExperimentState state, PauseRequested e)
    {
        if (e.Trial is not { } id) return state with { IsPaused = true };
        return Knows(state, id) && !state[id].HasEnded ? state.Set(state[id] with { PausedByUser = true }) : state;
    }

    public static ExperimentState Apply(ExperimentState state, ResumeRequested e)
    {
        if (e.Trial is { } id)
        {
            return Knows(state, id) ? state.Set(state[id] with { PausedByUser = false }) : state;
        }

        foreach (var trial in state.Trials.Where(static trial => trial.PausedByUser))
        {
            state = state.Set(trial with { PausedByUser = false });
        }

        return state with
        {
            // Nobody could come while all were paused: the generation's time begins again.
            FirstArrival = state is { IsPaused: true, FirstArrival: not null } ? state.Now : state.FirstArrival,
            IsPaused = false,
        };
    }

    /// <summary>Those whose report waits for other trials leave at once; the others will when they report.</summary>
    public static void OnPaused(Decider decider, PauseRequested e)
    {
        if (decider.State.Closing is not null) return;

        foreach (var id in decider.State.Live)
        {
            var trial = decider.State[id];
            var isMeant = (e.Trial is null || e.Trial == id) && !trial.HasEnded;
            if (!isMeant || trial.Attempt!.Phase != AttemptPhase.Reporting) continue;

            // A member that has come to the end of its generation has saved, and goes on waiting for the others.
            if (trial.Hold == HoldKind.Drift) decider.Emit(new Release(id));
            decider.LeaveSaved(id);
        }
    }

    /// <summary>Those that wait for it in a worker lend that to it.</summary>
    public static void OnResumed(Decider decider)
    {
        decider.MadeRoom = true;
        if (decider.State.Closing is not null || decider.State.Waiting.IsEmpty) return;

        foreach (var id in decider.State.Live)
        {
            var isLent = decider.State[id] is
            {
                Hold: HoldKind.Generation, Attempt.Phase: AttemptPhase.Reporting, HasEnded: false,
            };
            if (isLent) decider.LeaveSaved(id);
        }
    }

    private static bool Knows(ExperimentState state, TrialId id) => id.Value >= 0 && id.Value < state.Trials.Count;
}
