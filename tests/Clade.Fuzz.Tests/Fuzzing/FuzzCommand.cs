namespace Clade.Fuzz.Fuzzing;

/// <summary>The word "fuzz" on the command line.</summary>
internal static class FuzzCommand
{
    private const int ExitOnFindings = 1;
    private const int ExitOnMistake = 2;

    public static int Run(IReadOnlyList<string> args)
    {
        try
        {
            var options = FuzzOptions.Parse(args);
            using var coverage = new Coverage();
            using var instrumented = InstrumentedTarget.Load(options.Target);
            var fuzzer = new Fuzzer(instrumented, coverage, options.Seed, Console.Out);
            fuzzer.Seed(CorpusFolder.Read(CorpusFolder.BuiltIn(options.Target)));
            if (options.Corpus is not null) fuzzer.Seed(CorpusFolder.Read(options.Corpus));

            fuzzer.Run(options.Duration, options.Findings);
            if (options.Corpus is not null) CorpusFolder.Replace(options.Corpus, fuzzer.SmallestCorpus());
            return fuzzer.FindingCount == 0 ? 0 : ExitOnFindings;
        }
        catch (ArgumentException e)
        {
            Console.Error.WriteLine(e.Message);
            return ExitOnMistake;
        }
    }
}
