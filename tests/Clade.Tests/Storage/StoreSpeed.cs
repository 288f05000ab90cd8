using System.Collections.Immutable;
using System.Diagnostics;
using Clade.Experiments;
using Clade.Storage;

namespace Clade.Tests.Storage;

/// <summary>
/// Figures by hand: <c>Clade.Tests -explicit only -class Clade.Tests.Storage.StoreSpeed -showLiveOutput</c>.
/// </summary>
public sealed class StoreSpeed(ITestOutputHelper output)
{
    private const int Reports = 10_000;
    private const int Trials = 100;

    [Theory(Explicit = true)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1_000)]
    public void Appending_reports(int batch)
    {
        using var temp = new TempFolder();
        var (best, cpu) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var round = 0; round < 4; round++)
        {
            var script = Begin();
            using var store = ExperimentStore.Create(temp.NewExperiment(), Script.Info(), TimeProvider.System);
            store.Append(script.Entries);
            var batches = ManyReports(script).Chunk(batch).ToArray();
            var (clock, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            foreach (var entries in batches) store.Append(entries);
            best = clock.Elapsed < best ? clock.Elapsed : best;
            cpu = Environment.CpuUsage.TotalTime - before is var used && used < cpu ? used : cpu;
        }

        output.WriteLine(
            $"batches of {batch}: {best.TotalMicroseconds / Reports:F1} µs for each report, " +
            $"of the processor {cpu.TotalMicroseconds / Reports:F1} µs");
        Assert.True(best < TimeSpan.FromSeconds(30));
    }

    [Fact(Explicit = true)]
    public void Serialising_and_reading_back()
    {
        var entry = ManyReports(Begin())[^1];
        var (happened, commands) = (JournalJson.WriteEvent(entry.Event), JournalJson.WriteCommands(entry.Commands));
        var write = Measure(() =>
        {
            JournalJson.WriteEvent(entry.Event);
            JournalJson.WriteCommands(entry.Commands);
        });
        var read = Measure(() =>
        {
            JournalJson.ReadEvent(happened);
            JournalJson.ReadCommands(commands);
        });
        using var checksum = new JournalChecksum();
        var check = Measure(() => checksum.Of(1, happened, commands));
        output.WriteLine(
            $"a report and its answer: write {write:F2} µs, read {read:F2} µs, checksum {check:F2} µs, " +
            $"{happened.Length + commands.Length} bytes");
        Assert.InRange(write, 0, 50);
    }

    private static double Measure(Action action)
    {
        const int Times = 100_000;
        var best = double.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < Times; i++) action();
            best = Math.Min(best, clock.Elapsed.TotalMicroseconds / Times);
        }

        return best;
    }

    private static Script Begin()
    {
        var script = new Script().Open();
        for (var i = 0; i < Trials; i++) script.Create(i, i, 0.1 + i).Start(i).Started(i);
        return script;
    }

    private static ImmutableArray<JournalEntry> ManyReports(Script script)
    {
        var first = script.Entries.Count;
        for (var i = 0; i < Reports; i++)
        {
            var trial = i % Trials;
            script.Report(
                trial, 0.5 + (i * 1e-6),
                new Answer(Script.Trial(trial), 0, (i / Trials) + 1, ReplyKind.Continue));
        }

        return [.. script.Entries.Skip(first)];
    }
}
