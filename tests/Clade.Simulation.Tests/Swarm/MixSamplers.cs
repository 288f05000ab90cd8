using System.Collections.Immutable;

namespace Clade.Simulation.Tests.Swarm;

/// <summary>Samplers with options drawn from a seed; those that learn are small, so that they are quick.</summary>
internal static class MixSamplers
{
    /// <param name="seed">The experiment's seed.</param>
    /// <param name="space">What they propose of.</param>
    /// <param name="objective">What they learn to be better at.</param>
    /// <param name="random">The experiment's stream.</param>
    public static Sampler Draw(ulong seed, SearchSpace space, Objective objective, KeyedRandom random)
    {
        ImmutableArray<Configuration> starting =
            random.NextBoolean(0.2) ? [space.Sample(random.Fork("starting"))] : [];

        // A stream of its own, so that a new sampler leaves all else of a seed as it was.
        var own = KeyedRandom.For(seed, RandomPurpose.Simulation, first: -4);
        var sampler = DrawKind(objective, own) with { StartingConfigurations = starting };
        if (sampler.Learns && own.NextBoolean(0.3))
        {
            sampler = sampler with { EarlierTrials = [.. EarlierTrials(space, objective, own)] };
        }

        return own.NextBoolean(0.1)
            ? new RepeatSampler { Inner = sampler, Repetitions = 2 + own.NextIndex(2) }
            : sampler;
    }

    private static Sampler DrawKind(Objective objective, KeyedRandom random)
    {
        ImmutableArray<Objective> both = [objective, Objective.Minimize(MixTraining.StandardError)];
        return random.NextIndex(14) switch
        {
            0 => new SobolSampler(),
            1 => new HaltonSampler(),
            2 => new TpeSampler { StartupTrials = 1 + random.NextIndex(3), Candidates = 4 },
            3 => new GaussianProcessSampler
            {
                StartupTrials = 1 + random.NextIndex(3),
                Candidates = 16,
                LocalSearches = 1,
                ObservationsMax = 16,
            },
            4 => new MobsterSampler
            {
                StartupTrials = 1 + random.NextIndex(3),
                Candidates = 16,
                LocalSearches = 1,
                ObservationsMax = 16,
            },
            5 => new BohbSampler { RandomFraction = random.NextDouble(), Candidates = 4 },
            6 => new CmaEsSampler { PopulationSize = 4, PopulationGrowth = random.NextIndex(3) },
            7 => new NsgaIISampler { Objectives = both, PopulationSize = 4 },
            8 => random.NextBoolean() ? new AutoSampler() : new AutoSampler { Objectives = both },
            _ => new RandomSampler(),
        };
    }

    /// <summary>Some of them broke down.</summary>
    private static IEnumerable<EarlierTrial> EarlierTrials(SearchSpace space, Objective objective, KeyedRandom random)
    {
        var count = 1 + random.NextIndex(8);
        for (var i = 0; i < count; i++)
        {
            var score = random.NextBoolean(0.2) ? double.NaN : random.NextDouble();
            yield return EarlierTrial.Of(
                space.Sample(random.Fork($"earlier {i}")), (objective.Metric, score),
                (MixTraining.StandardError, random.NextDouble()));
        }
    }
}
