using System.Runtime.CompilerServices;
using System.Text;
using Clade.Experiments;
using Clade.Storage;

namespace Clade.Tests.Storage;

/// <summary>Files that format 1 wrote stay readable for ever, and are written the same.</summary>
public sealed class GoldenJournalTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Events_of_format_1_read_and_write_the_same()
    {
        var lines = File.ReadAllLines(Golden("events-v1.jsonl"));
        Assert.Equal(GoldenJournal.Events.Select(Structure.Of), lines.Select(static line =>
            Structure.Of(JournalJson.ReadEvent(Encoding.UTF8.GetBytes(line)))));
        Assert.Equal(lines, GoldenJournal.Events.Select(static e => Text(JournalJson.WriteEvent(e))));
        Assert.Equal(
            JournalJson.EventKinds.Values.Order(StringComparer.Ordinal),
            GoldenJournal.Events.Select(JournalJson.KindOf).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Commands_of_format_1_read_and_write_the_same()
    {
        var lines = File.ReadAllLines(Golden("commands-v1.jsonl"));
        Assert.Equal(GoldenJournal.Commands.Select(Structure.Of), lines.Select(static line =>
            Structure.Of(Assert.Single(JournalJson.ReadCommands(Encoding.UTF8.GetBytes(line))))));
        Assert.Equal(lines, GoldenJournal.Commands.Select(static c => Text(JournalJson.WriteCommands([c]))));
        Assert.Equal(
            JournalJson.CommandKinds.Keys.Select(static t => t.Name).Order(StringComparer.Ordinal),
            GoldenJournal.Commands.Select(static c => c.GetType().Name).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_experiment_of_format_1_opens_and_goes_on()
    {
        var folder = _temp.NewExperiment();
        File.Copy(Golden("experiment-v1.db"), folder.DatabasePath);
        var script = Script.Sample();

        var result = TuneResult.Open(folder.Path);
        Assert.Equal((0.6, 12, "sample"), (result.Best.Metric, result.ReportCount, result.Name));
        Assert.Equal([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], result.BestCurve().Select(static r => r.Metric!.Value));
        using var store = ExperimentStore.Open(folder, TimeProvider.System);
        Assert.Equal(
            script.Entries.Select(static e => Structure.Of((e.Event, e.Commands))),
            store.ReadJournal().Select(static r => Structure.Of((r.Event, r.Commands))));
        store.Append([script.Warn("more", "goes on").Entries[^1]]);
    }

    /// <summary>Writes candidates for new golden files to where CLADE_GOLDEN names; the tests never do.</summary>
    [Fact(Explicit = true)]
    public void Write_candidates()
    {
        var target = Environment.GetEnvironmentVariable("CLADE_GOLDEN");
        Assert.SkipWhen(target is null, "CLADE_GOLDEN names no folder.");
        Directory.CreateDirectory(target);
        WriteLines(Path.Combine(target, "events-v1.jsonl"), GoldenJournal.Events.Select(JournalJson.WriteEvent));
        WriteLines(
            Path.Combine(target, "commands-v1.jsonl"),
            GoldenJournal.Commands.Select(static c => JournalJson.WriteCommands([c])));
        File.Copy(_temp.Write(Script.Sample()).DatabasePath, Path.Combine(target, "experiment-v1.db"));
        Assert.Equal(3, Directory.GetFiles(target).Length);
    }

    private static void WriteLines(string path, IEnumerable<byte[]> lines) =>
        File.WriteAllText(path, string.Concat(lines.Select(static line => Text(line) + "\n")));

    private static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);

    private static string Golden(string name, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Golden", name);
}
