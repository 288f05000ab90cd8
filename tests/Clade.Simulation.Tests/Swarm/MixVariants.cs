namespace Clade.Simulation.Tests.Swarm;

/// <summary>Turns some synchronous experiments into those of a variant against greed.</summary>
internal static class MixVariants
{
    /// <param name="simulation">An experiment of any kind.</param>
    /// <param name="random">A stream of its own, so that a new variant leaves all else of a seed as it was.</param>
    public static Testing.Simulation Draw(Testing.Simulation simulation, KeyedRandom random)
    {
        if (simulation.Scheduler is PopulationBasedTraining any && random.NextBoolean(0.15))
        {
            simulation = simulation with { Scheduler = any with { Explore = new LearnFromWinner() } };
        }

        if (simulation.Scheduler is not PopulationBasedTraining { Synchronous: true } pbt) return simulation;

        if (random.NextBoolean(0.25)) simulation = WithSubPopulations(simulation, pbt, random);
        if (random.NextBoolean(0.3)) simulation = WithRestarts(simulation, random);
        if (random.NextBoolean(0.2)) simulation = WithSelection(simulation, random);
        var isPlain = simulation.Scheduler is PopulationBasedTraining
        {
            SubPopulations.IsEmpty: true, Restart: null, InitialMultiple: 1,
        };
        return isPlain && random.NextBoolean(0.5) ? WithImprovementRate(simulation, random) : simulation;
    }

    private static Testing.Simulation WithRestarts(Testing.Simulation simulation, KeyedRandom random) => simulation with
    {
        Scheduler = ((PopulationBasedTraining)simulation.Scheduler) with
        {
            PerturbationInterval = 1,
            Restart = new StagnationRestart
            {
                Failures = 1 + random.NextIndex(2),
                SlowRounds = 2 + random.NextIndex(4),
                IntervalFactor = random.NextBoolean() ? 2 : 1.5,
                Shrink = random.NextBoolean(0.8) ? 0.2 : 1,
            },
        },
    };

    private static Testing.Simulation WithImprovementRate(Testing.Simulation simulation, KeyedRandom random)
    {
        (int[] Parents, int Evaluators)[] sizes = [([2], 2), ([3], 2), ([4], 3), ([2, 3], 4)];
        var (parents, evaluators) = sizes[random.NextIndex(sizes.Length)];
        var pbt = (PopulationBasedTraining)simulation.Scheduler;
        var rate = new FasterImprovementRate
        {
            ParentSizes = [.. parents],
            Evaluators = evaluators,
            EvaluationIntervals = 2 + random.NextIndex(3),
            // Few reports are all that there are.
            Significance = 0.45,
        };
        var measure = simulation.Training.Measure;
        return simulation with
        {
            // Without a wobble equal scores and hyperparameters would always mean equal weights, and nobody be faster.
            Training = simulation.Training with
            {
                Measure = weights => new Metrics(measure(weights).Select(metric => metric.Key == MixTraining.Metric
                    ? new(metric.Key, metric.Value + (0.1 * Math.Sin(1e4 * weights[1])))
                    : metric)),
            },
            Trials = rate.TrialsMin + random.NextIndex(3),
            Scheduler = pbt with
            {
                PerturbationInterval = Math.Max(1, pbt.PerturbationInterval),
                Exploit = new TruncationSelection(),
                Explore = pbt.Explore.ScoreChangesKept > 0 ? Explore.PerturbOrResample : pbt.Explore,
                QuantileFraction = random.NextBoolean(0.7) ? 0.25 : 0.5,
                ImprovementRate = rate,
            },
        };
    }

    private static Testing.Simulation WithSelection(Testing.Simulation simulation, KeyedRandom random)
    {
        var multiple = 2 + random.NextIndex(2);
        return simulation with
        {
            Trials = multiple * Math.Max(2, simulation.Trials!.Value),
            Scheduler = ((PopulationBasedTraining)simulation.Scheduler) with
            {
                InitialMultiple = multiple,
                GenerationTimeout = null,
            },
        };
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
