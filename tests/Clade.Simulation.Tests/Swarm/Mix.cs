using System.Collections.Immutable;
using Clade.Testing;

namespace Clade.Simulation.Tests.Swarm;

/// <summary>Which schedulers the swarm is to run.</summary>
internal enum MixKind
{
    Asynchronous,
    Synchronous,
    Random,
    Rungs,
}

/// <summary>Makes a whole experiment with its faults out of a seed: nearly every option is drawn.</summary>
internal static class Mix
{
    public static Testing.Simulation Draw(ulong seed, MixKind? only = null)
    {
        var random = KeyedRandom.For(seed, RandomPurpose.Simulation, first: -2);
        var drawn = (MixKind)random.NextIndex(4);
        var kind = only ?? drawn;
        var objective = random.NextBoolean(0.7)
            ? Objective.Maximize(MixTraining.Metric)
            : Objective.Minimize(MixTraining.Metric);
        var space = MixSpaces.All[random.NextIndex(MixSpaces.All.Length)];
        var training = MixTraining.Draw(space, random, objective);
        var stop = MixStops.Draw(random, kind);
        var simulation = new Testing.Simulation
        {
            Space = space,
            Objective = objective,
            Training = training,
            Trials = 1 + random.NextIndex(random.NextBoolean(0.2) ? 16 : 8),
            Stop = stop,
            Slots = 1 + random.NextIndex(5),
            Seed = seed,
            FaultSeed = seed,
            Faults = random.NextBoolean(0.05) ? Faults.None : Faults.Swarm(seed),
            Scheduler = kind switch
            {
                MixKind.Random => new FirstInFirstOut(),
                MixKind.Rungs => MixRungs.Draw(random),
                _ => MixSchedulers.Draw(random, kind == MixKind.Synchronous, stop, space),
            },
            Sampler = MixSamplers.Draw(seed, space, objective, random),
            MaxFailures = random.NextIndex(4),
            MaxLostWorkers = random.NextIndex(5),
            ReportTimeout = TimeSpan.FromSeconds(30 + (60 * random.NextDouble())),
            LeaveTimeout = TimeSpan.FromSeconds(5 + (30 * random.NextDouble())),
            CheckpointEvery = TimeSpan.FromSeconds(1 + (60 * random.NextDouble() * random.NextDouble())),
            MaxConcurrent = random.NextBoolean(0.2) ? 1 + random.NextIndex(4) : null,
        };
        simulation = DrawMachine(simulation, random);
        if (kind is MixKind.Random or MixKind.Rungs) simulation = DrawForRandomSearch(simulation, random);
        // Enough for rungs to be full and brackets to be many.
        if (kind == MixKind.Rungs && simulation.Trials is not null)
        {
            simulation = simulation with { Trials = 1 + random.NextIndex(30) };
        }

        simulation = MixVariants.Draw(simulation, KeyedRandom.For(seed, RandomPurpose.Simulation, first: -3));
        return random.NextBoolean(0.15) ? MixMistakes.Draw(simulation, random) : simulation;
    }

    private static Testing.Simulation DrawMachine(Testing.Simulation simulation, KeyedRandom random)
    {
        double[] amounts = [1, 1, 0.5, 1.0 / 3, 0.3, 0.7, 2];
        var cpu = amounts[random.NextIndex(amounts.Length)];
        var gpu = random.NextBoolean(0.3) ? amounts[random.NextIndex(amounts.Length)] : 0;
        var memory = random.NextBoolean(0.3) ? 1 + random.NextIndex(8) : 0;
        var licences = random.NextBoolean(0.2) ? 1 + random.NextIndex(3) : 0;
        var ordinal = ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);
        return simulation with
        {
            Slots = Math.Max(simulation.Slots, (int)Math.Ceiling(cpu)),
            Resources = new Resources(cpu, gpu)
            {
                MemoryBytes = memory,
                Custom = licences == 0 ? ordinal : ordinal.Add("licence", licences),
            },
            Devices = new MachineResources(
                [], [.. Enumerable.Range(0, (int)Math.Ceiling(gpu) + random.NextIndex(2)).Select(i => $"GPU-{i}")],
                memory + random.NextIndex(16), ordinal.Add("licence", licences + random.NextIndex(4))),
        };
    }

    /// <summary>Where nobody copies, a function may save nothing or return, or time alone be limited.</summary>
    private static Testing.Simulation DrawForRandomSearch(Testing.Simulation simulation, KeyedRandom random)
    {
        if (random.NextBoolean(0.2)) simulation = WithSaves(simulation, static _ => false);
        else if (random.NextBoolean(0.2)) simulation = WithSaves(simulation, static iteration => iteration % 3 == 0);

        if (random.NextBoolean(0.2))
        {
            var iterations = 1 + random.NextIndex(10);
            simulation = simulation with
            {
                Training = simulation.Training with { ReturnsAfter = iterations },
                Stop = random.NextBoolean() ? Stop.Never : simulation.Stop,
            };
        }

        return random.NextBoolean(0.1)
            ? simulation with
            {
                Trials = null,
                Stop = simulation.Stop | Stop.AfterTime(TimeSpan.FromSeconds(10 + (30 * random.NextDouble()))),
            }
            : simulation;
    }

    private static Testing.Simulation WithSaves(Testing.Simulation simulation, Func<long, bool> canSave) =>
        simulation with { Training = simulation.Training with { CanSave = canSave } };
}
