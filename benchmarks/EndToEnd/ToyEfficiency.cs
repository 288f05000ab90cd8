using System.Diagnostics;

namespace Clade.Benchmarks;

/// <summary>
/// Ten members of 20 iterations of 50 ms, a perturbation interval of 4 and a checkpoint of a few bytes: the share of
/// the slots' time that is spent in iterations.
/// </summary>
/// <remarks>
/// A slot's time runs from the moment in which its worker has entered a training function first to the last report of
/// the experiment, so it has all decisions, saves, restores, waits and restarts in it, but not the start of the worker
/// processes, which is measured by first_report_s. The figure with everything in it is printed beside.
/// </remarks>
internal static class ToyEfficiency
{
    private const int Members = 10;
    private const int Iterations = 20;
    private static readonly TimeSpan Iteration = TimeSpan.FromMilliseconds(50);

    public static async Task<double[]> RunAsync(int slots, bool quick)
    {
        var efficiencies = new List<double>();
        for (var run = 0; run < (quick ? 1 : 5); run++)
        {
            using var scratch = new ScratchFolder();
            var clock = Stopwatch.StartNew();
            var result = await Tune.RunAsync(Train, OptionsFor(slots, scratch.Path, seed: 1 + (ulong)run));
            var whole = clock.Elapsed;

            var reports = result.Reports().ToList();
            var busy = reports.Count * Iteration;
            var end = reports.Max(static report => report.Time);
            var firsts = FirstEntries(reports, slots);
            var available = firsts.Aggregate(TimeSpan.Zero, (sum, first) => sum + (end - first));
            efficiencies.Add(busy / available);
            Statistics.Note(
                $"{slots} slots: {busy / available:F3}; {reports.Count} iterations, {result.Exploits.Length} exploits; " +
                $"whole run {whole.TotalSeconds:F2} s, {busy / (slots * whole):F3} with starting and closing");
        }

        return [Statistics.Median(efficiencies)];
    }

    // The first report of each of the first attempts, less the iteration before it.
    private static IEnumerable<DateTimeOffset> FirstEntries(List<Report> reports, int slots) => reports
        .GroupBy(static report => report.Trial).Select(static trial => trial.Min(static report => report.Time))
        .Order().Take(slots).Select(static first => first - Iteration);

    private static TuneOptions OptionsFor(int slots, string folder, ulong seed) => new()
    {
        Name = "toy",
        Space = new SearchSpace { ["x"] = Search.Uniform(0, 1) },
        Objective = Objective.Maximize("score"),
        Trials = Members,
        Stop = Stop.AtIteration(Iterations),
        Scheduler = new PopulationBasedTraining { PerturbationInterval = 4 },
        Resources = new Resources(Cpu: 0),
        MaxConcurrentTrials = slots,
        Folder = folder,
        Progress = Progress.Quiet,
        Seed = seed,
    };

    private static void Train(Trial trial)
    {
        var score = 0.0;
        trial.Restore(folder => score = double.Parse(File.ReadAllText(Path.Combine(folder, "score"))));
        while (true)
        {
            Thread.Sleep(Iteration);
            score += trial.Config["x"].ToDouble();
            trial.Report(new { score }, folder => File.WriteAllText(Path.Combine(folder, "score"), $"{score:R}"));
        }
    }
}
