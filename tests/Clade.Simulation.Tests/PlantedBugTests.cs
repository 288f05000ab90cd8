using System.Collections.Immutable;
using Clade.Testing;

namespace Clade.Simulation.Tests;

/// <summary>The engine with a bug planted: the simulator must find each, or it lacks an invariant.</summary>
public sealed class PlantedBugTests
{
    private const ulong SeedsMax = 20;

    public static TheoryData<string> Names => [.. PlantedBugs.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_simulator_catches_it(string name)
    {
        var bug = PlantedBugs.All[name];
        for (var seed = 0UL; seed < SeedsMax; seed++)
        {
            if (FailureOf(SimulationOf(seed, bug), bug) is not { } violation) continue;

            Assert.Contains(bug.CaughtBy, violation.Message, StringComparison.Ordinal);
            Assert.Equal(bug.FirstSeed, seed);
            return;
        }

        Assert.Fail($"{SeedsMax} seeds did not catch it.");
    }

    [Fact]
    public void A_caught_bug_is_shrunk_to_a_short_journal()
    {
        var bug = PlantedBugs.All["a redelivered report is counted twice"];
        var (simulation, violation) = FirstLongFailure(bug);
        var shrunk = Shrinker.Shrink(simulation, violation, s => Simulator.Run(s, bug.Engine().Invoke));

        Assert.Equal(new Faults { Duplicate = 0.02 }, shrunk.Simulation.Faults);
        Assert.InRange(shrunk.Simulation.Trials!.Value, 1, 3);
        Assert.Contains(bug.CaughtBy, shrunk.Violation.Message, StringComparison.Ordinal);
        Assert.InRange(shrunk.Violation.Journal.Length, 4, 20);

        // The violating event is the last one: the report that came again.
        var reports = shrunk.Violation.Journal.Select(static entry => entry.Event).OfType<Experiments.Reported>();
        Assert.Equal(reports.Last().Sequence, reports.SkipLast(1).Last().Sequence);
        Assert.Same(reports.Last(), shrunk.Violation.Journal[^1].Event);
    }

    /// <summary>The first seed that needs more than 100 journal entries to show the bug.</summary>
    private static (Testing.Simulation Simulation, InvariantViolationException Violation) FirstLongFailure(
        PlantedBug bug)
    {
        for (var seed = 0UL; seed < 200; seed++)
        {
            var simulation = SimulationOf(seed, bug) with
            {
                Trials = 10,
                Faults = Faults.Swarm(seed) with { Duplicate = 0.02 },
            };
            if (FailureOf(simulation, bug) is { Journal.Length: > 100 } violation) return (simulation, violation);
        }

        throw new InvalidOperationException("No seed needs a long journal: lower the probability.");
    }

    private static Testing.Simulation SimulationOf(ulong seed, PlantedBug bug) =>
        Toys.Small(seed, new PopulationBasedTraining
        {
            PerturbationInterval = 3,
            Synchronous = true,
            Explore = bug.Explore ?? Explore.PerturbOrResample,
        }) with
        {
            Slots = 3,
            Resources = new Resources(Cpu: 1) { MemoryBytes = 2 },
            // Memory for two, CPUs for three.
            Devices = new MachineResources([], [], 5, ImmutableSortedDictionary<string, long>.Empty),
            Faults = bug.Faults ?? Faults.None,
        };

    private static InvariantViolationException? FailureOf(Testing.Simulation simulation, PlantedBug bug)
    {
        try
        {
            Simulator.Run(simulation, bug.Engine().Invoke);
            return null;
        }
        catch (InvariantViolationException violation)
        {
            return violation;
        }
    }
}
