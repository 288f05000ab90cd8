namespace Clade.Benchmarks;

/// <summary>
/// The driver's processor time for a report in experiments of 10, 100, 1,000 and 10,000 trials on five slots, decided
/// and stored: the dearest as a multiple of the first. In random search and in Population Based Training, whichever
/// grows more.
/// </summary>
internal static class TrialGrowth
{
    private static readonly int[] Trials = [10, 100, 1_000, 10_000];

    public static Task<double[]> RunAsync(bool quick)
    {
        var runs = quick ? 1 : 3;
        var random = Ratio("random search", new FirstInFirstOut(), runs);
        var population = Ratio(
            "Population Based Training", new PopulationBasedTraining { PerturbationInterval = 4 }, runs);
        return Task.FromResult<double[]>([Math.Max(random, population)]);
    }

    private static double Ratio(string name, Scheduler scheduler, int runs)
    {
        Cost(scheduler, trials: 10);
        double[] costs =
        [
            .. Trials.Select(trials =>
                Statistics.Median(Enumerable.Range(0, runs).Select(_ => Cost(scheduler, trials)))),
        ];
        Statistics.Note($"{name}: {string.Join(", ", costs.Select(static cost => $"{cost:F1}"))} us a report");
        return costs.Max() / costs[0];
    }

    private static double Cost(Scheduler scheduler, int trials)
    {
        using var scratch = new ScratchFolder();
        var options = GrowthJournal.Options(scratch.Path) with
        {
            Trials = trials,
            Scheduler = scheduler,
            Stop = Stop.AtIteration(Math.Max(20, 40_000 / trials)),
        };
        using var journal = GrowthJournal.Begin(options, slots: 5);
        journal.Fill(2_000);
        return journal.Fill(Math.Max(20_000, 8 * trials));
    }
}
