using Clade.Testing;

namespace Clade.Benchmarks.Pb2;

/// <summary>One way to explore on one task, over many seeds, through the real engine.</summary>
/// <param name="Name">For people.</param>
/// <param name="Explore">How configurations are changed.</param>
internal sealed record Contender(string Name, Explore Explore)
{
    /// <summary>The best last score of a population, for each seed.</summary>
    public double[] Run(TrainingTask task, int population, int seeds)
    {
        var scores = new double[seeds];
        Parallel.For(0, seeds, seed => scores[seed] = RunOne(task, population, (ulong)seed));
        return scores;
    }

    private double RunOne(TrainingTask task, int population, ulong seed) => Simulator.Run(new Simulation
    {
        Space = task.Space,
        Objective = Objective.Maximize("score"),
        Training = task.Training,
        Trials = population,
        Slots = population,
        Seed = seed,
        Stop = Stop.AtIteration(task.Iterations),
        Scheduler = new PopulationBasedTraining
        {
            PerturbationInterval = TrainingTask.Interval,
            Synchronous = true,
            Explore = Explore,
        },
    }).Trials.Max(static trial => trial.Metric);
}

/// <summary>What the scores of many seeds have in common.</summary>
internal static class Summary
{
    public static string Of(double[] scores)
    {
        var sorted = scores.Order().ToArray();
        return $"{At(sorted, 0.5):G4} | {At(sorted, 0.25):G4} to {At(sorted, 0.75):G4}";
    }

    private static double At(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var low = (int)place;
        return sorted[low] + ((place - low) * (sorted[Math.Min(low + 1, sorted.Length - 1)] - sorted[low]));
    }
}
