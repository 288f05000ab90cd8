using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Clade.Benchmarks;

/// <summary>
/// Milliseconds that a training function in a worker process waits in one report, from the call to its return with the
/// decision, everything stored in between; one worker, an iteration of a millisecond.
/// </summary>
internal static class ReportLatency
{
    private const string File = "latencies";
    private const int WarmUp = 500;

    public static async Task<double[]> RunAsync(bool quick)
    {
        using var scratch = new ScratchFolder();
        await Tune.RunAsync(Train, new TuneOptions
        {
            Name = "latency",
            Space = new SearchSpace
            {
                ["x"] = Search.Uniform(0, 1),
                ["file"] = Search.Constant(Path.Combine(scratch.Path, File)),
                ["reports"] = Search.Constant(quick ? 3_000 : 20_000),
            },
            Objective = Objective.Maximize("score"),
            Trials = 1,
            Folder = scratch.Path,
            Progress = Progress.None,
            Seed = 1,
        });
        double[] latencies = MemoryMarshal.Cast<byte, double>(
            await System.IO.File.ReadAllBytesAsync(Path.Combine(scratch.Path, File))).ToArray();
        Statistics.Note($"{latencies.Length} reports, slowest {latencies.Max():F2} ms");
        return [Statistics.Median(latencies), Statistics.Quantile(latencies, 0.99)];
    }

    private static void Train(Trial trial)
    {
        var latencies = new double[trial.Config["reports"].ToInt64()];
        for (var i = -WarmUp; i < latencies.Length; i++)
        {
            var iteration = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(iteration).TotalMilliseconds < 1)
            {
            }

            var called = Stopwatch.GetTimestamp();
            trial.Report(new { score = i });
            if (i >= 0) latencies[i] = Stopwatch.GetElapsedTime(called).TotalMilliseconds;
        }

        System.IO.File.WriteAllBytes(
            trial.Config["file"].ToString(), MemoryMarshal.AsBytes(latencies.AsSpan()).ToArray());
    }
}
