using System.Text;
using System.Text.Json;
using Clade.Experiments;
using Clade.Fuzz.Fuzzing;
using Clade.Workers.Channel;

namespace Clade.Fuzz.Targets;

/// <summary>
/// Bytes as a socket delivers them, up to the events that the driver makes of them. An input that begins with the
/// letter d is what a driver says; any other is what a worker says.
/// </summary>
internal sealed class ChannelTarget : IFuzzTarget
{
    private const string Token = "AAAAAAAAAAAAAAAAAAAAAA";

    private static readonly DateTimeOffset Time = new(2025, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly StartAttempt Attempt = new(
        new TrialId(3), Attempt: 1, Segment: 4, Configuration.Of(("lr", 0.1)),
        new CheckpointId(new TrialId(2), 0, 5), Iteration: 5, TrialTime: 5,
        new ResourceAllocation([], [], new Resources()), Seed: 7, LearningRateFactor: 1);

    private static readonly Type[] WorkerTypes =
    [
        typeof(HelloMessage), typeof(StartedMessage), typeof(ReportMessage), typeof(SavedMessage),
        typeof(EndedMessage),
    ];

    private static readonly Type[] DriverTypes =
        [typeof(StartMessage), typeof(AnswerMessage), typeof(ExitMessage), typeof(RefusedMessage)];

    public IReadOnlyList<byte[]> Seeds { get; } = [.. MakeSeeds()];

    public IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[]
        {
            "\"type\":\"report\",", "\"type\":\"saved\",", "\"type\":\"ended\",", "\"type\":\"started\",",
            "\"type\":\"hello\",", "\"trial\":3,", "\"attempt\":1,", $"\"token\":\"{Token}\",", "\"sequence\":2,",
            "\"metrics\":{\"a\":1},", "\"config\":{},", "\"outcome\":\"left\",", "\"outcome\":\"failed\",", "\n",
            "}\n{",
            "\"damage\":null,", "\"error\":null,", "\"bytes\":0,", "\"can_save\":true,", "\"protocol\":1,",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public string Run(byte[] input) => input is [(byte)'d', .. var said] ? RunDriver(said) : RunWorker(input);

    private static string RunWorker(byte[] input)
    {
        var protocol = new AttemptProtocol(Attempt, Token);
        var outcome = new StringBuilder();
        var isFirst = true;
        void OnLine(ReadOnlySpan<byte> line)
        {
            var message = ChannelJson.ReadWorkerMessage(line);
            Promise.BeOneOf(message.GetType(), WorkerTypes);
            Promise.RoundTrip(message, ChannelJson.Write, static text => ChannelJson.ReadWorkerMessage(text));
            if (message is HelloMessage && isFirst)
            {
                // The listener's to judge, before there is an attempt.
                outcome.Append('H');
                isFirst = false;
                return;
            }

            isFirst = false;
            if (protocol.Take(message, line.Length, Time) is not { } happened)
            {
                if (outcome.Length < 8) outcome.Append('r');
                return;
            }

            if (outcome.Length < 8) outcome.Append(happened.GetType().Name[0]);
            Keep(happened);
            if (happened is Reported reported) protocol.Answered(AnswerTo(reported.Sequence));
            if (happened is CheckpointSaved saved) protocol.Answered(Say(saved.Sequence, ReplyKind.Continue));
        }

        return Feed(input, OnLine) is { } refusal ? $"{outcome} {refusal}" : $"{outcome} accepted";
    }

    private static string RunDriver(byte[] input)
    {
        var outcome = new StringBuilder();
        void OnLine(ReadOnlySpan<byte> line)
        {
            var message = ChannelJson.ReadDriverMessage(line);
            Promise.BeOneOf(message.GetType(), DriverTypes);
            Promise.RoundTrip(message, ChannelJson.Write, static text => ChannelJson.ReadDriverMessage(text));
            if (outcome.Length < 8) outcome.Append(message.GetType().Name[0]);
            if (message is StartMessage { Checkpoint: { } from }) PathPromise.StaysBelow(from.ToString());
            if (message is AnswerMessage { Checkpoint: { } to }) PathPromise.StaysBelow(to.ToString());
        }

        return Feed(input, OnLine) is { } refusal ? $"d {outcome} {refusal}" : $"d {outcome} accepted";
    }

    /// <returns>Why the rest was not read; none if all was.</returns>
    private static string? Feed(byte[] input, Action<ReadOnlySpan<byte>> onLine)
    {
        try
        {
            var reader = new LineReader(new PiecewiseSource(input).Receive);
            while (reader.TryRead(out var line)) onLine(line);
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            return Refusal.KindOf(e);
        }
    }

    // Whatever an attempt's messages become goes into the journal, and must be what the journal gives back.
    private static void Keep(ExperimentEvent happened)
    {
        Promise.BeOneOf(happened.GetType(), JournalJson.EventKinds.Keys);
        Promise.RoundTrip(happened, JournalJson.WriteEvent, static text => JournalJson.ReadEvent(text));
        if (happened is CheckpointSaved { Bytes: < 0 or > AttemptProtocol.CheckpointBytesMax })
        {
            throw new BrokenPromiseException("A checkpoint's size is out of range.");
        }
    }

    private static Answer AnswerTo(long sequence) => (sequence % 4) switch
    {
        2 => Say(sequence, ReplyKind.Save),
        0 => Say(sequence, ReplyKind.Yield),
        _ => Say(sequence, ReplyKind.Continue),
    };

    private static Answer Say(long sequence, ReplyKind kind) => new(Attempt.Trial, Attempt.Attempt, sequence, kind);

    private static IEnumerable<byte[]> MakeSeeds()
    {
        var (trial, attempt) = (Attempt.Trial, Attempt.Attempt);
        var metrics = new Metrics([new("loss", 0.25), new("größe", double.NaN), new("up", double.PositiveInfinity)]);
        var config = Configuration.Of(("lr", 0.1), ("hidden", 64), ("kind", "adam"), ("on", true));
        byte[] started = ChannelJson.Write(new StartedMessage(trial, attempt, Token, config));
        byte[] Report(long n) => ChannelJson.Write(new ReportMessage(trial, attempt, Token, n, metrics, CanSave: true));
        byte[] Ended(AttemptOutcome how, TrialError? error = null, string? damage = null) =>
            ChannelJson.Write(new EndedMessage(trial, attempt, Token, how, error, damage));
        byte[] saved = ChannelJson.Write(new SavedMessage(trial, attempt, Token, 2, 1600));

        yield return ChannelJson.Write(new HelloMessage(ChannelJson.Protocol, Token));
        yield return [.. started, .. Report(1), .. Report(2), .. saved, .. Report(3), .. Report(4),
            .. Ended(AttemptOutcome.Left)];
        yield return [.. started, .. Report(1), .. Ended(AttemptOutcome.Completed)];
        yield return [.. started, .. Report(1), .. ChannelJson.Write(
            new ReportMessage(trial, attempt, Token, 2, metrics, CanSave: false, Unread: ["hidden", "größe"]))];
        yield return [.. started, .. Report(1), .. ChannelJson.Write(
            new EndedMessage(trial, attempt, Token, AttemptOutcome.Completed, null, null, Unread: ["hidden"]))];
        yield return Ended(AttemptOutcome.Failed, new TrialError("System.Exception", "no", "at x"));
        yield return Ended(AttemptOutcome.Failed, damage: "it is missing");
        yield return [(byte)'d', .. ChannelJson.Write(new StartMessage(
            trial, attempt, Token, "/x/checkpoints", config, Attempt.Checkpoint, 5, 5, 7, 0.5, [0, 1],
            ["GPU-1"], "3.1"))];
        yield return [(byte)'d', .. ChannelJson.Write(new AnswerMessage(
            trial, attempt, 2, ReplyKind.Save, new CheckpointId(trial, 1, 7), 1))];
        yield return [(byte)'d', .. ChannelJson.Write(new ExitMessage())];
        yield return [(byte)'d', .. ChannelJson.Write(new RefusedMessage(2, "too new"))];
    }
}
