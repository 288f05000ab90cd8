using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Clade.Benchmarks;

/// <summary>
/// Ten worker processes that do nothing but report, for a minute: accepted, stored and answered reports a second, how
/// long a worker waits for an answer (99 of 100 waits are shorter), and the driver's processor time for each report.
/// </summary>
internal static class Throughput
{
    private const int Workers = 10;

    public static async Task<double[]> RunAsync(bool quick)
    {
        using var scratch = new ScratchFolder();
        var seconds = quick ? 10 : 60;
        using var driver = Process.GetCurrentProcess();
        var before = driver.TotalProcessorTime;
        var result = await Tune.RunAsync(Train, new TuneOptions
        {
            Name = "throughput",
            Space = new SearchSpace
            {
                ["x"] = Search.Uniform(0, 1),
                ["folder"] = Search.Constant(scratch.Path),
                ["seconds"] = Search.Constant(seconds),
            },
            Objective = Objective.Maximize("score"),
            Trials = Workers,
            Resources = new Resources(Cpu: 0),
            MaxConcurrentTrials = Workers,
            Folder = scratch.Path,
            Progress = Progress.None,
            Seed = 1,
        });
        driver.Refresh();
        var processor = driver.TotalProcessorTime - before;

        var times = result.Reports().Select(static report => report.Time).ToList();
        var waits = Directory.EnumerateFiles(scratch.Path, "waits-*")
            .SelectMany(static file => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(file)).ToArray())
            .Select(static wait => (double)wait).ToList();
        var span = (times.Max() - times.Min()).TotalSeconds;
        Statistics.Note(
            $"{times.Count} reports in {span:F1} s, waits: median {Statistics.Median(waits):F3} ms, " +
            $"longest {waits.Max():F1} ms; driver's processor time {processor.TotalSeconds:F1} s");
        return
        [
            times.Count / span, Statistics.Quantile(waits, 0.99), processor.TotalMicroseconds / times.Count,
        ];
    }

    private static void Train(Trial trial)
    {
        var waits = new List<float>();
        var duration = TimeSpan.FromSeconds(trial.Config["seconds"].ToInt64());
        var begun = Stopwatch.GetTimestamp();
        for (var score = 0; Stopwatch.GetElapsedTime(begun) < duration; score++)
        {
            var called = Stopwatch.GetTimestamp();
            trial.Report(new { score });
            waits.Add((float)Stopwatch.GetElapsedTime(called).TotalMilliseconds);
        }

        var file = Path.Combine(trial.Config["folder"].ToString(), $"waits-{trial.Id}");
        File.WriteAllBytes(file, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(waits)).ToArray());
    }
}
