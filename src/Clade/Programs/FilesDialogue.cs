namespace Clade.Programs;

/// <summary>Talks with a program by files.</summary>
/// <param name="folder">Where they lie.</param>
/// <param name="program">The program.</param>
/// <param name="sequence">The number of the last report.</param>
/// <param name="attempt">Names the attempt.</param>
internal sealed class FilesDialogue(
    ExchangeFolder folder, ChildProgram program, Func<long> sequence, (TrialId Trial, int Number) attempt)
    : IProgramDialogue
{
    // Often enough for a program that reports all the time, seldom enough for one that trains for hours.
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan PauseMax = TimeSpan.FromMilliseconds(20);

    public ProgramSaid Next()
    {
        for (var pause = PauseMin; ; pause = pause * 1.5 < PauseMax ? pause * 1.5 : PauseMax)
        {
            // Looked at first: what it wrote before its end is there by then.
            var hasExited = program.Exited.IsCompleted;
            if (folder.TryTake(sequence) is { } said) return said;

            if (hasExited)
            {
                return program.ExitCode == 0
                    ? new EndedSaid(attempt.Trial, attempt.Number, AttemptOutcome.Completed)
                    : throw program.Failure();
            }

            program.Exited.Wait(pause);
        }
    }

    public void Answer(AnswerOrder answer) => folder.WriteAnswer(answer);

    // It says so by its end.
    public bool AwaitLeaving()
    {
        program.End(isTold: true);
        return true;
    }
}
