using Clade.Trials;

namespace Clade.Programs;

/// <summary>One attempt of a program that takes part: it confirms its configuration, reports and saves.</summary>
internal sealed class DialogueAttempt(IProgramDialogue dialogue, AttemptOrder order, AttemptReporter reporter)
{
    /// <summary>Whether the program has said that it is done with the attempt.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Waits until the program says what it trains with.</summary>
    /// <exception cref="ProgramException">It trains with something else, or does not say.</exception>
    public void AwaitStart()
    {
        var said = Next();
        if (said is EndedSaid)
        {
            throw new ProgramException(
                "the program ended its attempt without having confirmed its configuration. See docs/channel.md for " +
                "what it has to say.");
        }

        ConfigurationInForce.Require(order.Config, Expect<StartedSaid>(said, "confirm its configuration first").Config);
    }

    /// <summary>Passes reports on until the attempt ends.</summary>
    public void Run()
    {
        while (true)
        {
            var said = Next();
            if (said is EndedSaid) break;

            Report(Expect<ReportSaid>(said, "report or end"));
        }

        if (reporter.Sequence == 0)
        {
            throw new ProgramException(
                "the program ended its attempt well and reported nothing: let it report after each iteration.");
        }
    }

    private void Report(ReportSaid said)
    {
        if (said.Sequence != reporter.Sequence + 1)
        {
            throw new ProgramException(FormattableString.Invariant(
                $"the program sent report {said.Sequence} where report {reporter.Sequence + 1} was due: reports are ") +
                "numbered 1, 2, 3 … within an attempt.");
        }

        try
        {
            reporter.Report(said.Metrics, said.CanSave ? Save : null);
        }
        catch (TrialEndedException)
        {
            Answer(reporter.IsToGoOnLater ? ReplyKind.Yield : ReplyKind.Stop);
            IsOver = dialogue.AwaitLeaving();
            throw;
        }

        Answer(ReplyKind.Continue);
    }

    private void Save(string folder)
    {
        Answer(ReplyKind.Save, folder);
        var saved = Expect<SavedSaid>(Next(), "save, and say so");
        if (saved.Sequence != reporter.Sequence)
        {
            throw new ProgramException(FormattableString.Invariant(
                $"the program saved for report {saved.Sequence} and was told to for report {reporter.Sequence}."));
        }

        if (!Directory.Exists(folder) || Directory.EnumerateFileSystemEntries(folder).Any()) return;

        throw new ProgramException(
            $"the program said that it has saved, but the folder that it was told to save into is empty: {folder}. " +
            "Write the files there, or say with each report that it can't save.");
    }

    private void Answer(ReplyKind decision, string? folder = null) => dialogue.Answer(new AnswerOrder(
        order.Trial, order.Attempt, reporter.Sequence, decision, folder, reporter.LearningRateFactor));

    private ProgramSaid Next()
    {
        var said = dialogue.Next();
        if (said is not EndedSaid ended) return said;

        IsOver = true;
        if (ended.Error is { } error) throw new ProgramException(error.Message, error.Details, error.Kind);

        return ended.Outcome == AttemptOutcome.Completed ? ended : throw new ProgramException(
            $"the program ended its attempt as '{ended.Outcome.ToString().ToLowerInvariant()}', which is due when it " +
            "was told to leave (left) or comes with an error (failed).");
    }

    private static T Expect<T>(ProgramSaid said, string due)
        where T : ProgramSaid => said as T ?? throw new ProgramException(
            $"the program sent '{WordFor(said)}' where it had to {due}. See docs/channel.md for the order.");

    private static string WordFor(ProgramSaid said) => said switch
    {
        StartedSaid => "started",
        ReportSaid => "report",
        SavedSaid => "saved",
        _ => "ended",
    };
}
