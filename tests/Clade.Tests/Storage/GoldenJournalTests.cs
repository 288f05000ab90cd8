using System.Runtime.CompilerServices;
using System.Text;
using Clade.Driver;
using Clade.Experiments;
using Clade.Storage;

namespace Clade.Tests.Storage;

/// <summary>Files that format 1 wrote stay readable for ever, and are written the same.</summary>
public sealed class GoldenJournalTests : IDisposable
{
    private static readonly (long, int, double) GoldenRunReports = (21, 3, 0.6259009776219768);

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

    /// <summary>
    /// A real run, with a stored state. It was read by the version that wrote it as it must be by every later one.
    /// </summary>
    // A change of the state's format adds a file; one of them must be of today's.
    [Theory, InlineData("run-v1.db", 1), InlineData("run-v1-state-2.db", 2)]
    public async Task A_run_of_format_1_opens_replays_to_its_stored_state_and_is_resumed(string file, int stateFormat)
    {
        var folder = _temp.NewExperiment("run");
        File.Copy(Golden(file), folder.DatabasePath);

        var result = TuneResult.Open(folder.Path);
        Assert.Equal((ExperimentStatus.Interrupted, 3), (result.Status, result.Trials.Length));
        Assert.Equal(GoldenRunReports, (result.ReportCount, result.Exploits.Length, result.Best.Metric));
        Assert.Equal(result.ReportCount, result.Reports().Count());
        Assert.Equal("flaky", Assert.Single(result.Errors).Error.Message);
        Assert.Equal("training-metric", result.Warnings[0].Code);

        var options = GoldenRun.Options(_temp.Path);
        using (var store = ExperimentStore.Open(folder, TimeProvider.System))
        {
            // A fold that makes something else of the same entries needs a new StateSnapshots.Format.
            var settings = ExperimentPlan.Of(GoldenRun.Train, options).Settings;
            var stored = store.ReadSnapshot([]);
            var replayed = Recovery.Replay(settings, StateSnapshot.Beginning, store.ReadJournal());
            Assert.Equal((store.Sequence, 0), (replayed.Compared, replayed.Differences));
            var isRead = stateFormat == StateSnapshots.Format;
            Assert.Equal(isRead ? store.Sequence : 0, stored.Sequence);
            if (isRead)
            {
                Assert.Equal(Text(JournalJson.WriteState(stored.State)), Text(JournalJson.WriteState(replayed.State)));
            }
        }

        // The checkpoints are not kept with it, so its trials begin anew, with a warning.
        var resumed = await Tune.ResumeAsync(
            GoldenRun.Train, folder.Path, options, TestContext.Current.CancellationToken);
        Assert.All(resumed.Trials, trial => Assert.Equal((TrialStatus.Completed, 12), (trial.Status, trial.Iteration)));
        Assert.Equal(result.Reports(), resumed.Reports().Take((int)result.ReportCount));
    }

    /// <summary>Writes candidates for new golden files to where CLADE_GOLDEN names; the tests never do.</summary>
    [Fact(Explicit = true)]
    public async Task Write_candidates()
    {
        var target = Environment.GetEnvironmentVariable("CLADE_GOLDEN");
        Assert.SkipWhen(target is null, "CLADE_GOLDEN names no folder.");
        Directory.CreateDirectory(target);
        WriteLines(Path.Combine(target, "events-v1.jsonl"), GoldenJournal.Events.Select(JournalJson.WriteEvent));
        WriteLines(
            Path.Combine(target, "commands-v1.jsonl"),
            GoldenJournal.Commands.Select(static c => JournalJson.WriteCommands([c])));
        File.Copy(_temp.Write(Script.Sample()).DatabasePath, Path.Combine(target, "experiment-v1.db"));
        await GoldenRun.WriteAsync(_temp.Path);
        File.Copy(Path.Combine(_temp.Path, "run", "experiment.db"), Path.Combine(target, "run-v1.db"));
        Assert.Equal(4, Directory.GetFiles(target).Length);
    }

    private static void WriteLines(string path, IEnumerable<byte[]> lines) =>
        File.WriteAllText(path, string.Concat(lines.Select(static line => Text(line) + "\n")));

    private static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);

    private static string Golden(string name, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Golden", name);
}
