using System.Diagnostics;
using Clade.Checkpoints;
using Clade.Storage;

namespace Clade.Benchmarks;

/// <summary>
/// A checkpoint of a gigabyte: milliseconds from the decision that a trial copies it to the order that starts the
/// trial's next attempt, and the time to save and publish it as a multiple of a copy by cp that is flushed to disk.
/// </summary>
internal static class LargeCheckpoint
{
    private const long Gigabyte = 1L << 30;
    private const string FileName = "weights";

    public static async Task<double[]> RunAsync(bool quick)
    {
        using var scratch = new ScratchFolder();
        var source = Path.Combine(scratch.Path, FileName);
        Write(source);
        return [await ExploitAsync(scratch.Path, source, quick), Publish(scratch.Path, source, quick ? 1 : 5)];
    }

    private static async Task<double> ExploitAsync(string folder, string source, bool quick)
    {
        var result = await Tune.RunAsync(Train, new TuneOptions
        {
            Name = "exploit-1gb",
            Space = new SearchSpace { ["x"] = Search.Uniform(0, 1), ["source"] = Search.Constant(source) },
            Objective = Objective.Maximize("score"),
            Trials = 2,
            Stop = Stop.AtIteration(quick ? 4 : 8),
            Scheduler = new PopulationBasedTraining { PerturbationInterval = 1, MaxSkew = double.PositiveInfinity },
            Folder = folder,
            Progress = Progress.None,
            Seed = 1,
        });
        using var reader = StoreReader.Open(ExperimentFolder.Open(result.Folder));
        var attempts = reader.ReadJournal().SelectMany(static record => record.Commands.Select(
            command => (record.Event.Time, Start: command as Experiments.StartAttempt)))
            .Where(static order => order.Start is not null).ToList();
        double[] latencies =
        [
            .. result.Exploits.SelectMany(exploit => attempts.Where(a => a.Start!.Segment == exploit.Segment).Take(1)
                .Select(order => (order.Time - exploit.Record.Time).TotalMilliseconds)),
        ];
        var reports = result.Reports().ToLookup(static report => report.Segment, static report => report.Time);
        var restored = result.Exploits.Where(exploit => reports.Contains(exploit.Segment))
            .Select(exploit => (reports[exploit.Segment].Min() - exploit.Record.Time).TotalSeconds).ToList();
        Statistics.Note(
            $"{latencies.Length} exploits of 1 GB, slowest order {latencies.Max():F1} ms; to the first report, with " +
            $"the worker's check and its save of another 1 GB, {Statistics.Median(restored):F2} s");
        return Statistics.Median(latencies);
    }

    // Each copies the same file, which the system has in memory, to the same disk; they take turns.
    private static double Publish(string folder, string source, int runs)
    {
        var store = new CheckpointStore(Path.Combine(folder, "checkpoints"), TimeProvider.System);
        var (published, copied) = (new List<double>(), new List<double>());
        for (var run = 0; run < runs; run++)
        {
            var id = new CheckpointId(new TrialId(0), 0, run);
            var clock = Stopwatch.StartNew();
            using (var save = store.BeginSave(id))
            {
                Copy(source, save.Folder);
                save.Publish(Configuration.Empty);
            }

            published.Add(clock.Elapsed.TotalSeconds);
            store.Delete(id);

            var copy = Path.Combine(folder, "copy");
            clock.Restart();
            using var shell = Process.Start("sh", ["-c", $"cp --reflink=never '{source}' '{copy}' && sync '{copy}'"]);
            shell.WaitForExit();
            copied.Add(clock.Elapsed.TotalSeconds);
            File.Delete(copy);
        }

        Statistics.Note(
            $"1 GB: published in {Statistics.Median(published):F2} s, copied in {Statistics.Median(copied):F2} s");
        return Statistics.Median(published.Zip(copied, static (publish, copy) => publish / copy));
    }

    private static void Train(Trial trial)
    {
        var source = trial.Config["source"].ToString();
        trial.Restore(static _ => { });
        while (true) trial.Report(new { score = trial.Config["x"].ToDouble() }, folder => Copy(source, folder));
    }

    private static void Copy(string source, string folder) => File.Copy(source, Path.Combine(folder, FileName));

    private static void Write(string path)
    {
        var block = new byte[1 << 20];
        using var file = File.Create(path);
        for (var i = 0; i < Gigabyte / block.Length; i++)
        {
            Random.Shared.NextBytes(block);
            file.Write(block);
        }
    }
}
