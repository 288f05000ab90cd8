using BenchmarkDotNet.Attributes;
using Clade.Experiments;

namespace Clade.Benchmarks.Parts;

/// <summary>A report and the answer to it, as the journal has them.</summary>
[MemoryDiagnoser]
public class JournalText
{
    private readonly Reported _report = Sample.Report;
    private readonly Answer _answer = new(new TrialId(3), 1, 12, ReplyKind.Continue);
    private readonly byte[] _reportText;
    private readonly byte[] _answerText;

    public JournalText() =>
        (_reportText, _answerText) = (JournalJson.WriteEvent(_report), JournalJson.WriteCommands([_answer]));

    [Benchmark]
    public object WriteEvent() => JournalJson.WriteEvent(_report);

    [Benchmark]
    public object ReadEvent() => JournalJson.ReadEvent(_reportText);

    [Benchmark]
    public object WriteCommands() => JournalJson.WriteCommands([_answer]);

    [Benchmark]
    public object ReadCommands() => JournalJson.ReadCommands(_answerText);
}
