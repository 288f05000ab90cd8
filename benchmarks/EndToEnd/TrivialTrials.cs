using System.Diagnostics;

namespace Clade.Benchmarks;

/// <summary>Seconds for a hundred trials of one report each, from the call to the result.</summary>
/// <remarks>
/// A first, smaller experiment in the same program comes before, so that its code is compiled. Worker processes start
/// within the time that is measured.
/// </remarks>
internal static class TrivialTrials
{
    public static async Task<double[]> RunAsync(WorkerKind workers, bool quick)
    {
        await OneAsync(workers, trials: 10);
        var seconds = new List<double>();
        for (var run = 0; run < (quick ? 3 : 7); run++) seconds.Add(await OneAsync(workers, trials: 100));
        Statistics.Note($"from {seconds.Min():F3} to {seconds.Max():F3} s");
        return [Statistics.Median(seconds)];
    }

    private static async Task<double> OneAsync(WorkerKind workers, int trials)
    {
        using var scratch = new ScratchFolder();
        var clock = Stopwatch.StartNew();
        await Tune.RunAsync(Train, new TuneOptions
        {
            Name = "trivial",
            Space = new SearchSpace { ["x"] = Search.Uniform(0, 1) },
            Objective = Objective.Maximize("x"),
            Trials = trials,
            Workers = workers,
            Folder = scratch.Path,
            Progress = Progress.None,
            Seed = 1,
        });
        return clock.Elapsed.TotalSeconds;
    }

    private static void Train(Trial trial) => trial.Report(new { x = trial.Config["x"].ToDouble() });
}
