using BenchmarkDotNet.Attributes;
using Clade.Workers.Channel;

namespace Clade.Benchmarks.Parts;

/// <summary>What a worker and its driver say for one report.</summary>
[MemoryDiagnoser]
public class ChannelText
{
    private readonly ReportMessage _report = new(
        new TrialId(3), 1, ChannelToken.New(), 12, Sample.Metrics, CanSave: true);

    private readonly AnswerMessage _answer = new(new TrialId(3), 1, 12, ReplyKind.Continue, Checkpoint: null, 1);
    private readonly byte[] _reportLine;
    private readonly byte[] _answerLine;

    public ChannelText() => (_reportLine, _answerLine) = (ChannelJson.Write(_report), ChannelJson.Write(_answer));

    [Benchmark]
    public object WriteReport() => ChannelJson.Write(_report);

    [Benchmark]
    public object ReadReport() => ChannelJson.ReadWorkerMessage(_reportLine);

    [Benchmark]
    public object WriteAnswer() => ChannelJson.Write(_answer);

    [Benchmark]
    public object ReadAnswer() => ChannelJson.ReadDriverMessage(_answerLine);
}
