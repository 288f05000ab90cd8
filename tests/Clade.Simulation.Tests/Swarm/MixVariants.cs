namespace Clade.Simulation.Tests.Swarm;

/// <summary>Turns some synchronous experiments into those of a variant against greed.</summary>
internal static class MixVariants
{
    /// <param name="simulation">An experiment of any kind.</param>
    /// <param name="random">A stream of its own, so that a new variant leaves all else of a seed as it was.</param>
    public static Testing.Simulation Draw(Testing.Simulation simulation, KeyedRandom random)
    {
        if (simulation.Scheduler is not PopulationBasedTraining { Synchronous: true } pbt) return simulation;

        return random.NextBoolean(0.25) ? WithSubPopulations(simulation, pbt, random) : simulation;
    }

    private static Testing.Simulation WithSubPopulations(
        Testing.Simulation simulation, PopulationBasedTraining pbt, KeyedRandom random)
    {
        int[][] periods = [[1, 2], [1, 3], [2], [1, 2, 4]];
        var some = periods[random.NextIndex(periods.Length)];
        return simulation with
        {
            Trials = some.Length * (4 + random.NextIndex(3)),
            Scheduler = pbt with
            {
                SubPopulations = [.. some],
                Exploit = new TruncationSelection(),
                QuantileFraction = random.NextBoolean(0.7) ? 0.25 : 0.1,
            },
        };
    }
}
