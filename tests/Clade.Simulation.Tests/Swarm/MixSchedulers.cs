namespace Clade.Simulation.Tests.Swarm;

/// <summary>Population Based Training with its options drawn from a seed.</summary>
internal static class MixSchedulers
{
    public static PopulationBasedTraining Draw(
        KeyedRandom random, bool isSynchronous, StopRule stop, SearchSpace space)
    {
        var usesSteps = random.NextBoolean(0.15);
        var canCoolDown = stop.IterationBudget is not null;
        var pbt = new PopulationBasedTraining
        {
            PerturbationInterval = (1 + random.NextIndex(4)) * (usesSteps ? 1.5 : 1),
            TimeAttribute = usesSteps ? MixTraining.Steps : PopulationBasedTraining.Iterations,
            Synchronous = isSynchronous,
            BurnIn = random.NextBoolean(0.2) ? random.NextIndex(6) : 0,
            QuantileFraction = Pick(random, 0.25, 0.25, 0.5, 0.1, 0),
            ResampleProbability = Pick(random, 0.25, 0, 1),
            PerturbationFactors = random.NextBoolean() ? [1.2, 0.8] : [2, 0.5],
            Mutations = random.NextBoolean(0.2) ? OneOf(space, random) : null,
            Exploit = DrawStrategy(random),
            Explore = DrawExplore(random),
            Margin = random.NextIndex(6) switch
            {
                0 => Margin.Of(0.02 * random.NextDouble()),
                1 => Margin.OfStandardErrors(2 * random.NextDouble(), MixTraining.StandardError),
                _ => null,
            },
            MaxSkew = Pick(random, 1, 1, 0.5, 3, double.PositiveInfinity),
            CoolDown = canCoolDown && random.NextBoolean(0.2) ? 0.5 * random.NextDouble() : 0,
            KeepBest = random.NextBoolean(0.8),
            ReviveFailed = random.NextBoolean(0.8),
            GenerationTimeout = isSynchronous && random.NextBoolean(0.3)
                ? TimeSpan.FromSeconds(1 + (20 * random.NextDouble()))
                : null,
        };
        // A model needs something to choose, and what was drawn to change may be a function.
        return pbt.Explore.Mistakes(space, pbt.Mutations).Any()
            ? pbt with { Explore = Explore.PerturbOrResample }
            : pbt;
    }

    /// <summary>One hyperparameter; the structural ones never change.</summary>
    private static SearchSpace OneOf(SearchSpace space, KeyedRandom random)
    {
        var names = space.Names.Except(space.StructuralNames).ToList();
        return space.Only(names[random.NextIndex(names.Count)]);
    }

    private static ExploitStrategy DrawStrategy(KeyedRandom random) => random.NextIndex(4) switch
    {
        0 => new BinaryTournament(),
        1 => new WelchTTest { Window = 2 + random.NextIndex(4), Significance = 0.4 },
        _ => new TruncationSelection(),
    };

    private static Explore DrawExplore(KeyedRandom random) => random.NextIndex(8) switch
    {
        0 => Explore.Replace(static input => input.Donor),
        1 => Explore.Replace(static input => new Configuration(input.Donor.Select(item => KeyValuePair.Create(
            item.Key,
            item.Value.Kind == HyperparameterKind.Float
                ? input.Space.Clip(item.Key, item.Value.ToDouble() + (0.1 * input.Random.NextNormal()))
                : item.Value)))),
        // Beyond the range: to be put right, with a warning.
        2 => Explore.Then(static input => new Configuration(input.Config.Select(static item => KeyValuePair.Create(
            item.Key,
            item.Value.Kind == HyperparameterKind.Float ? item.Value.ToDouble() * 1.5 : item.Value)))),
        3 or 4 => new PopulationBasedBandits
        {
            Window = 10 + random.NextIndex(40),
            Exploration = Pick(random, 0, 1, 3),
            LearnsCategories = random.NextBoolean(),
        },
        _ => Explore.PerturbOrResample,
    };

    private static double Pick(KeyedRandom random, params double[] values) => values[random.NextIndex(values.Length)];
}
