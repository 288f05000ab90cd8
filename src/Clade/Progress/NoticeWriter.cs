using Clade.Experiments;
using static Clade.Display.ProgressText;

namespace Clade.Display;

/// <summary>Turns what happened and what was decided into lines.</summary>
/// <param name="objective">Gives scores their sign back.</param>
/// <param name="symbols">How to write arrows.</param>
/// <param name="withDetails">Whether details are wanted.</param>
internal sealed class NoticeWriter(Objective objective, ProgressSymbols symbols, bool withDetails)
{
    /// <summary>The lines for one step.</summary>
    /// <param name="entry">The step.</param>
    /// <param name="state">The state after the batch that the step belongs to.</param>
    public IEnumerable<Notice> Write(JournalEntry entry, ExperimentState state)
    {
        var at = state.ActiveBefore + (entry.Event.Time - state.OpenedAt);
        // Nearly every step is a report with its answer, and nobody is to hear of it.
        if (!withDetails && entry is { Event: Reported, Commands: [Answer] }) yield break;

        foreach (var (kind, text) in OfEvent(entry, state).Concat(entry.Commands.SelectMany(c => OfCommand(c, state))))
        {
            if (withDetails || kind != NoticeKind.Detail) yield return new Notice(at, kind, Cells.Clean(text));
        }

        foreach (var exploit in entry.Commands.OfType<ExploitDonor>()) yield return OfExploit(exploit.Record, at);
    }

    /// <summary>The line for a best that changed.</summary>
    public Notice OfBest(BestUnit best, TimeSpan at) => new(at, NoticeKind.Best, Cells.Clean(Invariant(
        $"best: {objective.Metric} {Number(Metric(objective, best.Score))} by trial {best.Trial} at iteration ")
        + Invariant($"{best.Iteration}: {Config(best.Config)}")));

    private static IEnumerable<(NoticeKind, string)> OfEvent(JournalEntry entry, ExperimentState state)
    {
        switch (entry.Event)
        {
            case Reported e:
                yield return (NoticeKind.Detail, Invariant(
                    $"trial {e.Trial} iteration {state[e.Trial].Iteration}: {MetricsOf(e.Metrics)}"));
                break;
            case AttemptStarted e:
                yield return (NoticeKind.Detail, Invariant($"trial {e.Trial} attempt {e.Attempt} trains"));
                break;
            case CheckpointSaved e:
                yield return (NoticeKind.Detail, Invariant(
                    $"trial {e.Trial} attempt {e.Attempt} saved a checkpoint ({Bytes(e.Bytes)})"));
                break;
            case AttemptEnded e:
                yield return OfAttemptEnd(e, state);
                break;
            // The engine's own warning says more: it names what the trial goes on from.
            case CheckpointDamaged e when !entry.Commands.OfType<Warn>().Any():
                yield return (NoticeKind.Warning, Invariant(
                    $"warning: trial {e.Trial}: checkpoint {e.Checkpoint} is damaged: {e.Reason}"));
                break;
            case MemoryReported e when !entry.Commands.OfType<Warn>().Any():
                yield return OfMemory(e);
                break;
            case PauseRequested e:
                yield return (NoticeKind.Closing, e.Trial is { } paused
                    ? Invariant($"pausing: trial {paused} saves at its next report, and waits")
                    : "pausing: all trials save at their next report, and wait");
                break;
            case ResumeRequested e:
                yield return (NoticeKind.Trial, e.Trial is { } resumed
                    ? Invariant($"trial {resumed} goes on")
                    : "all trials go on");
                break;
            case StopRequested e:
                yield return (NoticeKind.Closing, $"stopping: {e.Reason}");
                break;
            default:
                break;
        }
    }

    /// <summary>Whether a worker was lost; the driver itself ends those that run when an experiment fails.</summary>
    public static bool IsLoss(AttemptEnded e, ExperimentState state) =>
        e.Outcome == AttemptOutcome.Lost && state.Closing is not { Status: ExperimentStatus.Failed };

    private static (NoticeKind, string) OfMemory(MemoryReported e)
    {
        var left = $"{Bytes(e.AvailableBytes)} of {Bytes(e.TotalBytes)} memory are left";
        return e.Level switch
        {
            MemoryLevel.Ample => (NoticeKind.Trial, $"memory is ample again: {left}"),
            MemoryLevel.Short => (NoticeKind.Warning, $"warning: new trials wait: {left}"),
            _ => (NoticeKind.Warning, $"warning: memory is nearly used up: {left}"),
        };
    }

    private static (NoticeKind, string) OfAttemptEnd(AttemptEnded e, ExperimentState state)
    {
        var error = e.Error;
        return e.Outcome switch
        {
            AttemptOutcome.Lost when !IsLoss(e, state) => (NoticeKind.Detail, Invariant(
                $"trial {e.Trial} attempt {e.Attempt} ended with the experiment")),
            AttemptOutcome.Failed => (NoticeKind.Failure, Invariant(
                $"failure: trial {e.Trial} attempt {e.Attempt} threw {ShortKind(error)}: {FirstLine(error?.Message)}")),
            AttemptOutcome.Lost => (NoticeKind.Failure, Invariant(
                $"failure: trial {e.Trial} attempt {e.Attempt} lost its worker: {FirstLine(error?.Message)}")),
            AttemptOutcome.Completed => (NoticeKind.Detail, Invariant(
                $"trial {e.Trial} attempt {e.Attempt} returned by itself")),
            _ => (NoticeKind.Detail, Invariant($"trial {e.Trial} attempt {e.Attempt} left")),
        };
    }

    private IEnumerable<(NoticeKind, string)> OfCommand(Command command, ExperimentState state) => command switch
    {
        StartAttempt { Attempt: 0 } c =>
            [(NoticeKind.Trial, Invariant($"trial {c.Trial} started: {Config(c.Config)}"))],
        StartAttempt c => [(NoticeKind.Detail, Invariant(
            $"trial {c.Trial} attempt {c.Attempt} starts at iteration {c.Iteration} from ")
            + (c.Checkpoint?.ToString() ?? "scratch"))],
        EndTrial c => [OfTrialEnd(c, state[c.Trial])],
        KillAttempt c => [(NoticeKind.Detail, Invariant($"trial {c.Trial} attempt {c.Attempt} is killed: {c.Reason}"))],
        CloseGeneration c => [(NoticeKind.Detail, Invariant($"generation {c.Generation} is complete"))],
        RestartPopulation c => [(NoticeKind.Detail, Invariant(
            $"the population stagnates: restart {c.Restarts}, with a longer perturbation interval"))],
        EndEvaluation c => [(NoticeKind.Detail, Invariant($"evaluator {c.Evaluator} is free: {c.Reason}"))],
        Warn c => [(NoticeKind.Warning, $"warning: {c.Message}")],
        CloseExperiment c => [(NoticeKind.Closing, $"closing: {c.Reason}")],
        _ => [],
    };

    private (NoticeKind, string) OfTrialEnd(EndTrial end, TrialState trial)
    {
        var how = Invariant($"trial {end.Trial} {Status(end.Status)} at iteration {trial.Iteration}");
        if (end.Status == TrialStatus.Failed) return (NoticeKind.Failure, $"failure: {how}: {FirstLine(end.Reason)}");

        var score = trial.Score.IsUsable ? $", {objective.Metric} {Number(Metric(objective, trial.Score))}" : "";
        return (NoticeKind.Trial, $"{how}{score}: {end.Reason}");
    }

    private Notice OfExploit(ExploitRecord record, TimeSpan at)
    {
        var changes = Changes(record, symbols);
        var whom = Invariant($"trial {record.Victim} {symbols.From} trial {record.Donor}");
        var scores = Invariant($"{Number(record.VictimScore)} {symbols.From} {Number(record.DonorScore)}");
        var text = Invariant($"exploit: {whom} ({scores}) at iteration {record.Iteration}: {changes}");
        return new Notice(at, NoticeKind.Exploit, Cells.Clean(text))
        {
            Brief = Cells.Clean(Invariant($"trial {record.Victim} {symbols.From} {record.Donor}: {changes}")),
        };
    }

    private static string MetricsOf(Metrics metrics) =>
        string.Join(' ', metrics.Select(static item => $"{item.Key}={Number(item.Value)}"));

    private static string ShortKind(TrialError? error) => error?.Kind.Split('.')[^1] ?? "an exception";

    private static string FirstLine(string? text) =>
        text?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault()
        ?? "no message";
}
