namespace Clade.Experiments;

/// <summary>
/// What follows when memory runs short: nobody new starts, and before the system kills, one is ended.
/// </summary>
internal static class MemoryShortage
{
    public static void OnReported(Decider decider, MemoryReported e)
    {
        if (e.Level == MemoryLevel.Ample) decider.MadeRoom = true;
        else
        {
            decider.WarnOnce(
                "memory-short",
                $"New trials wait: {ResourceFit.Bytes(e.AvailableBytes)} of {ResourceFit.Bytes(e.TotalBytes)} memory " +
                $"are left, and below {ResourceFit.Bytes(MemoryRules.ShortBytes(e.TotalBytes))} another one might " +
                "make the system kill any of them. Lower MaxConcurrentTrials, or set Resources.MemoryBytes to what " +
                "a trial takes, so that only as many run as fit.");
        }

        if (e.Level == MemoryLevel.Critical) EndOne(decider, e);
    }

    public static void OnExceeded(Decider decider, MemoryExceeded e)
    {
        if (decider.State[e.Trial].Attempt!.Killed) return;

        decider.Emit(new KillAttempt(
            e.Trial, e.Attempt,
            $"it took {ResourceFit.Bytes(e.Bytes)} of memory, and Resources.MemoryBytes gives a trial " +
            $"{ResourceFit.Bytes(e.LimitBytes)}",
            TrialError.MemoryExceeded));
    }

    /// <summary>
    /// Why a trial that took too much memory is not tried again: it did so twice from the same place. One that got
    /// further in between, because it leaks a little in each iteration, may come to its end that way.
    /// </summary>
    /// <param name="before">The trial before its attempt ended.</param>
    /// <param name="trial">The trial after that.</param>
    /// <param name="e">How it ended.</param>
    public static string? ReasonToGiveUp(TrialState before, TrialState trial, AttemptEnded e) =>
        e.Error?.Kind == TrialError.MemoryExceeded && before.MemoryExceededFrom == trial.MemoryExceededFrom
            ? $"it took more memory than it may twice from iteration {trial.Iteration} on: {e.Error.Message}. Raise " +
              "Resources.MemoryBytes, or let the trial take less."
            : null;

    private static void EndOne(Decider decider, MemoryReported e)
    {
        // One that was ended is about to give its memory back; whether that is enough is for the next report to say.
        if (decider.State.Live.Any(id => decider.State[id].Attempt!.Killed)) return;

        if (e.Attempts is null)
        {
            decider.WarnOnce(
                "memory-critical",
                $"The machine is about to run out of memory ({Left(e)}), and no trial can be ended for it, because " +
                "all trials share one process. Run them in worker processes, or fewer at once.");
            return;
        }

        var attempts = e.Attempts.Value.RemoveAll(a => !Experiment.IsCurrent(decider.State, a.Trial, a.Attempt));
        var missing = MemoryRules.MissingBytes(e.AvailableBytes, e.TotalBytes);
        if (attempts.Sum(static a => a.Bytes) < missing)
        {
            decider.WarnOnce(
                "memory-held-by-others",
                $"The machine is about to run out of memory ({Left(e)}), and no trial is ended for it, because all " +
                $"trials together take {ResourceFit.Bytes(attempts.Sum(static a => a.Bytes))}: other programs have " +
                "the rest. End some of those, or the system will choose.");
            return;
        }

        var chosen = attempts.MaxBy(a => Excess(decider.State, a))!;
        decider.Emit(new KillAttempt(
            chosen.Trial, chosen.Attempt,
            $"{Left(e)}, and of all trials this one took the most ({ResourceFit.Bytes(chosen.Bytes)}" +
            $"{Request(decider.State, chosen)})",
            TrialError.MemoryShort));
    }

    private static string Left(MemoryReported e) =>
        $"only {ResourceFit.Bytes(e.AvailableBytes)} of {ResourceFit.Bytes(e.TotalBytes)} memory were left";

    // One beyond what it asked for goes before one that keeps its word, however large that is.
    private static (long OverRequest, long Bytes) Excess(ExperimentState state, AttemptMemory attempt)
    {
        var request = RequestOf(state, attempt);
        return (request > 0 ? Math.Max(0, attempt.Bytes - request) : 0, attempt.Bytes);
    }

    private static string Request(ExperimentState state, AttemptMemory attempt) =>
        RequestOf(state, attempt) is > 0 and var request ? $"; it asked for {ResourceFit.Bytes(request)}" : "";

    private static long RequestOf(ExperimentState state, AttemptMemory attempt) =>
        state[attempt.Trial].Attempt!.Allocation.Request.MemoryBytes;
}
