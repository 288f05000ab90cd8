using System.Diagnostics;

namespace Clade.Benchmarks;

/// <summary>
/// Ten members of 20 iterations of 50 ms, a perturbation interval of 4 and a checkpoint of a few bytes: the share of
/// the slots' time that is spent in iterations.
/// </summary>
/// <remarks>
/// A slot's time runs from the moment in which its worker has entered a training function first to the last report that
/// it could still give, as long as there are as many unfinished trials. All decisions, saves, restores, waits and
/// restarts are in it, but not the start of the worker processes, which first_report_s measures. The figure with
/// everything in it is printed beside.
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
            var available = SlotTime(reports, slots);
            efficiencies.Add(busy / available);
            Statistics.Note(
                $"{slots} slots: {busy / available:F3}; {reports.Count} iterations, " +
                $"{result.Exploits.Length} exploits; " +
                $"whole run {whole.TotalSeconds:F2} s, {busy / (slots * whole):F3} with starting and closing");
        }

        return [Statistics.Median(efficiencies)];
    }

    // From change to change, the slots that had a worker and a trial to serve.
    private static TimeSpan SlotTime(List<Report> reports, int slots)
    {
        var trials = reports.GroupBy(static report => report.Trial).ToList();
        var entries = trials.Select(static trial => trial.Min(static report => report.Time) - Iteration).Order()
            .Take(slots).ToList();
        var ends = trials.Select(static trial => trial.Max(static report => report.Time)).ToList();
        DateTimeOffset[] changes = [.. entries.Concat(ends).Order()];
        return changes.Zip(changes.Skip(1)).Aggregate(TimeSpan.Zero, (sum, span) => sum +
            (Math.Min(entries.Count(entry => entry <= span.First), ends.Count(end => end > span.First))
                * (span.Second - span.First)));
    }

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
        Progress = Progress.None,
        Seed = seed,
    };

    private static void Train(Trial trial)
    {
        var score = 0.0;
        trial.Restore(folder => score = double.Parse(File.ReadAllText(Path.Combine(folder, "score"))));
        while (true)
        {
            Iterate();
            score += trial.Config["x"].ToDouble();
            trial.Report(new { score }, folder => File.WriteAllText(Path.Combine(folder, "score"), $"{score:R}"));
        }
    }

    // Sleep alone is up to a millisecond late, which is nobody's overhead.
    private static void Iterate()
    {
        var begun = Stopwatch.GetTimestamp();
        Thread.Sleep(Iteration - TimeSpan.FromMilliseconds(2));
        while (Stopwatch.GetElapsedTime(begun) < Iteration) Thread.SpinWait(20);
    }
}
