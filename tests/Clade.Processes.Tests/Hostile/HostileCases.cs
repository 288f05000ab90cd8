using System.Net.Sockets;
using System.Text;

namespace Clade.Workers.Hostile;

/// <summary>The table of what hostile workers do, and what becomes of them.</summary>
internal static class HostileCases
{
    private const string NoMessage = "it broke the protocol of the channel: ";

    public static IReadOnlyList<HostileCase> All { get; } =
    [
        // Not the language.
        new("text that is no JSON", static w => w.Say("{nonsense"), NoMessage),
        new("an empty line", static w => w.Say(""), NoMessage),
        new("null", static w => w.Say("null"), "The message is null"),
        new("an unknown type", static w => w.Say("""{"type":"System.IO.FileInfo"}"""), NoMessage),
        new("the name of a .NET type", static w => w.Say("""{"$type":"System.IO.FileInfo, mscorlib"}"""), NoMessage),
        new("a message of the driver", static w => w.Say("""{"type":"exit"}"""), NoMessage),
        new("deep nesting", static w => w.Say(w.About("started", $"\"x\":{new string('[', 100_000)}")), NoMessage),
        new("broken UTF-8", static w => w.Write([.. Encoding.UTF8.GetBytes(w.Started[..^3]), 0xC3, 0x28, 0x0A]),
            NoMessage),
        new("a line of 100 MB", Endless, "a line is longer than 1048576 bytes"),

        // Not this attempt.
        new("another trial", static w => w.Say(w.Started.Replace($"\"trial\":{w.Start.Trial}", "\"trial\":0")),
            "it spoke for attempt 0 of trial 0"),
        new("another attempt", static w => w.Say(w.Started.Replace("\"attempt\":0", "\"attempt\":1")),
            "it spoke for attempt 1"),
        new("no token", static w => w.Say(w.Started.Replace($"\"token\":\"{w.Start.Token}\",", "")), NoMessage),
        new("a guessed token", static w => w.Say(w.Started.Replace(w.Start.Token, new string('A', 22))),
            "without the token of the attempt"),
        new("hello again", static w => w.Say("""{"type":"hello","protocol":1,"token":"x"}"""), "it said hello twice"),

        // Not its turn.
        new("a report before the start", static w => w.Say(w.Report(1)), "it reported before it started"),
        new("a second start", static w => w.Say([.. Enumerable.Repeat(w.Started, 1_002)]),
            "it repeated itself more than 1000 times"),
        new("two reports at once", static w => w.Say(w.Started, w.Report(1), w.Report(2)),
            "it reported again before its last report was answered"),
        new("millions of reports", Flood, "it reported again before its last report was answered"),
        new("a report instead of a checkpoint", static w => SayTo(w, w.Report(2)), "though it was told to save",
            ReplyKind.Save),
        new("a report instead of the end", static w => SayTo(w, w.Report(2)), "though it was told to leave",
            ReplyKind.Yield),
        new("a checkpoint that nobody asked for", static w => SayTo(w, w.Saved(1, 10)), "that nobody asked for"),
        new("an end without a start", static w => w.Say(w.Ended("completed")), "without having started"),
        new("leaving untold", static w => w.Say(w.Started, w.Ended("left")), "it left though it was not told to"),
        new("calling itself lost", static w => w.Say(w.Started, w.Ended("lost")), "it called itself lost"),
        new("damage after the start", static w => w.Say(w.Started, w.Ended("failed", "\"gone\"")),
            "it called its checkpoint damaged after"),

        // Not these values.
        new("report 0", static w => w.Say(w.Started, w.Report(0)), "it sent report 0 where report 1 was due"),
        new("a negative report", static w => w.Say(w.Started, w.Report(-1)), "it sent report -1"),
        new("a jump", static w => SayTo(w, w.Report(7)), "it sent report 7 where report 2 was due"),
        new("going back", static w => w.Say([w.Started, .. Enumerable.Repeat(w.Report(1), 1_002)]),
            "it repeated itself more than 1000 times"),
        new("a fraction of a report", static w => w.Say(w.Started, w.Report(1).Replace(":1,", ":1.5,")), NoMessage),
        new("a negative checkpoint", static w => SayTo(w, w.Saved(1, -1)), "has -1 bytes", ReplyKind.Save),
        new("a checkpoint of 8 EiB", static w => SayTo(w, w.Saved(1, long.MaxValue)), "are possible", ReplyKind.Save),
        new("a checkpoint of another report", static w => SayTo(w, w.Saved(3, 1)), "it saved for report 3",
            ReplyKind.Save),
        new("NaN without quotes", static w => w.Say(w.Started, w.Report(1, "{\"a\":NaN}")), NoMessage),
        new("NaN in other letters", static w => w.Say(w.Started, w.Report(1, "{\"a\":\"nan\"}")), NoMessage),
        new("a metric that is text", static w => w.Say(w.Started, w.Report(1, "{\"a\":\"1\"}")), NoMessage),
        new("a metric twice", static w => w.Say(w.Started, w.Report(1, "{\"a\":1,\"a\":2}")), "reported twice"),
        new("a report of 70 KiB", static w => w.Say(w.Started, w.Report(1, $"{{\"{new string('a', 70_000)}\":1}}")),
            "its report is 70"),
        new("a metric's name of 1 MB",
            static w => w.Say(w.Started, w.Report(1, $"{{\"{new string('a', 1 << 20)}\":1}}")), "a line is longer"),
        new("50,000 metrics", static w => w.Say(w.Started, w.Report(1, Metrics(50_000))), "its report is "),
    ];

    /// <summary>After a report that the driver answered.</summary>
    private static void SayTo(RawWorker worker, string line)
    {
        worker.Say(worker.Started, worker.Report(1));
        worker.WaitForAnswer();
        worker.Say(line);
    }

    private static string Metrics(int count) =>
        $"{{{string.Join(',', Enumerable.Range(0, count).Select(static i => $"\"m{i}\":{i}"))}}}";

    private static void Endless(RawWorker worker)
    {
        var piece = new byte[1 << 20];
        piece.AsSpan().Fill((byte)'a');
        UntilClosed(() =>
        {
            for (var i = 0; i < 100; i++) worker.Write(piece);
        });
    }

    private static void Flood(RawWorker worker)
    {
        var lines = Encoding.UTF8.GetBytes(string.Concat(
            Enumerable.Range(1, 2_000).Select(i => worker.Report(i) + "\n")));
        worker.Say(worker.Started);
        UntilClosed(() =>
        {
            for (var i = 0; i < 1_000; i++) worker.Write(lines);
        });
    }

    private static void UntilClosed(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The driver has heard enough.
        }
    }
}
