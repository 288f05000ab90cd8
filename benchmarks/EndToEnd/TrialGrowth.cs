namespace Clade.Benchmarks;

/// <summary>
/// The driver's processor time for a report in experiments of 10, 100, 1,000 and 10,000 trials on five slots, decided
/// and stored: the dearest as a multiple of the first. In random search and in Population Based Training, whichever
/// grows more.
/// </summary>
/// <remarks>
/// Every trial has 100 iterations, however many there are, so that all sizes begin and end as many trials for each
/// report; of small experiments many are run. Half of the reports warm up, and every population has been ranked by
/// then. The files lie in memory: a disk's file system looks longer for a new file's place when many were removed in
/// the last minutes, by the measurement before, say.
/// </remarks>
internal static class TrialGrowth
{
    private const int Iterations = 100;
    private const int Reports = 100_000;
    private static readonly int[] Trials = [10, 100, 1_000, 10_000];

    public static Task<double[]> RunAsync()
    {
        var random = Ratio("random search", new FirstInFirstOut());
        var population = Ratio("Population Based Training", new PopulationBasedTraining { PerturbationInterval = 4 });
        return Task.FromResult<double[]>([Math.Max(random, population)]);
    }

    private static double Ratio(string name, Scheduler scheduler)
    {
        using var scratch = new ScratchFolder(inMemory: true);
        // What is called often is compiled anew, and better, for a good while.
        foreach (var trials in Trials[..2]) Cost(scheduler, trials, scratch.Path);
        double[] costs = [.. Trials.Select(trials => Cost(scheduler, trials, scratch.Path))];
        Statistics.Note($"{name}: {string.Join(", ", costs.Select(static cost => $"{cost:F1}"))} us a report");
        return costs.Max() / costs[0];
    }

    // Microseconds a report, of the second half.
    private static double Cost(Scheduler scheduler, int trials, string folder)
    {
        var options = GrowthJournal.Options(folder) with
        {
            Trials = trials,
            Scheduler = scheduler,
            Stop = Stop.AtIteration(Iterations),
        };
        var each = Math.Min(Reports, trials * Iterations);
        var experiments = Reports / each;
        if (experiments == 1)
        {
            using var journal = GrowthJournal.Begin(options, slots: 5);
            journal.Fill(each / 2);
            return journal.Fill(each);
        }

        return Enumerable.Range(0, experiments).Select(_ =>
        {
            using var journal = GrowthJournal.Begin(options, slots: 5);
            return journal.Fill(each);
        }).Skip(experiments / 2).Average();
    }
}
