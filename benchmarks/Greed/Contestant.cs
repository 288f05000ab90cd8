namespace Clade.Benchmarks;

/// <summary>One line of the table.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Scheduler">The scheduler; its intervals are counted in reports.</param>
/// <param name="StepsPerReport">Steps of gradient descent in a report.</param>
/// <param name="Trials">How many trials begin.</param>
internal sealed record Contestant(string Name, Scheduler Scheduler, int StepsPerReport, int Trials)
{
    public static IEnumerable<Contestant> All => new[] { 8, 16 }.SelectMany(Of);

    private static IEnumerable<Contestant> Of(int members)
    {
        yield return new Contestant("random search", new FirstInFirstOut(), GreedyTrap.Steps, members);
        foreach (var interval in new[] { 2, 10, 50, 200, 500 })
        {
            yield return new Contestant($"PBT, interval {interval}", GreedyTrap.Pbt, interval, members);
        }

        yield return new Contestant(
            "PBT, interval 10, resampling 0.25", GreedyTrap.Pbt with { ResampleProbability = 0.25 }, 10, members);

        yield return new Contestant(
            "PBT, interval 10, learning from the winner", GreedyTrap.Pbt with { Explore = new LearnFromWinner() }, 10,
            members);

        int[][] periods = members == 8 ? [[1, 5], [1, 25]] : [[1, 25], [1, 5, 20, 50]];
        foreach (var some in periods)
        {
            yield return new Contestant(
                $"MF-PBT, base interval 10, periods {string.Join("/", some)}",
                GreedyTrap.Pbt with { SubPopulations = [.. some] }, 10, members);
        }

        yield return new Contestant(
            "IPBT, base interval 10", GreedyTrap.Pbt with { Restart = new StagnationRestart() }, 10, members);
        yield return new Contestant(
            "IPBT, the best of twice as many",
            GreedyTrap.Pbt with { Restart = new StagnationRestart(), InitialMultiple = 2 }, 10, 2 * members);

        // Curves are compared report by report, so that there is one for every step.
        yield return new Contestant(
            "FIRE, base interval 10",
            GreedyTrap.Pbt with
            {
                PerturbationInterval = 10,
                ImprovementRate = members == 8
                    ? new FasterImprovementRate()
                    : new FasterImprovementRate { ParentSizes = [6], Evaluators = 4 },
            },
            1, members);
    }
}
