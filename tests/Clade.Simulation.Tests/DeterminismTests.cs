using Clade.Experiments;
using Clade.Testing;

namespace Clade.Simulation.Tests;

/// <summary>What must not depend on the number of workers, on crashes, or on who decides again.</summary>
public sealed class DeterminismTests
{
    private static readonly Faults Crashes = new() { CrashBeforeAppend = 0.004, CrashAfterAppend = 0.004 };

    public static TheoryData<string> Strategies => ["truncation", "binary tournament", "Welch's t-test on 3 scores"];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Synchronously_neither_slots_nor_two_crashes_change_a_decision_or_a_score(string strategy)
    {
        var expected = Decisions(Run(strategy, slots: 1, Faults.None, faultSeed: 0));
        Assert.Contains("<-", expected, StringComparison.Ordinal);
        foreach (var slots in new[] { 1, 2, 5, 10 })
        {
            Assert.Equal(expected, Decisions(Run(strategy, slots, Faults.None, faultSeed: 0)));
            Assert.Equal(expected, Decisions(RunWithTwoCrashes(strategy, slots)));
        }
    }

    [Fact]
    public void Asynchronously_every_recorded_step_is_decided_again_as_it_was()
    {
        var exploits = 0;
        for (var seed = 0UL; seed < 20; seed++)
        {
            var simulation = Toys.Small(seed, new PopulationBasedTraining { PerturbationInterval = 3 }) with
            {
                Faults = Faults.Swarm(seed),
            };
            var run = Simulator.Run(simulation);
            var state = ExperimentState.Empty;
            foreach (var entry in run.Journal)
            {
                var happened = JournalJson.ReadEvent(JournalJson.WriteEvent(entry.Event));
                var decided = Experiment.Step(simulation.Settings, state, happened);
                Assert.Equal(JournalJson.WriteCommands(entry.Commands), JournalJson.WriteCommands(decided.Commands));
                state = decided.State;
            }

            Assert.Equal(JournalJson.WriteState(run.State), JournalJson.WriteState(state));
            exploits += run.Exploits.Length;
        }

        Assert.True(exploits > 40, $"Only {exploits} exploits were decided again.");
    }

    private static SimulationRun RunWithTwoCrashes(string strategy, int slots)
    {
        for (var seed = 0UL; seed < 100; seed++)
        {
            var run = Run(strategy, slots, Crashes, seed);
            if (run.Crashes == 2) return run;
        }

        throw new InvalidOperationException("No run had two crashes.");
    }

    private static SimulationRun Run(string strategy, int slots, Faults faults, ulong faultSeed) => Simulator.Run(
        Toys.Small(9, new PopulationBasedTraining
        {
            PerturbationInterval = 3,
            Synchronous = true,
            Exploit = new ExploitStrategy[]
            {
                new TruncationSelection(), new BinaryTournament(), new WelchTTest { Window = 3, Significance = 0.4 },
            }.Single(s => s.Describe() == strategy),
        }) with
        {
            Trials = 10,
            Slots = slots,
            Stop = Stop.AtIteration(30),
            Faults = faults,
            FaultSeed = faultSeed,
        });

    /// <summary>Every decision of every generation, and what became of every trial.</summary>
    private static string Decisions(SimulationRun run) => string.Join('\n', run.Exploits
        .Select(static e => $"{e.Victim} ({e.VictimScore:R}, {e.VictimRank}) <- {e.Donor} ({e.DonorScore:R}, " +
            $"{e.DonorRank}) at {e.Iteration}: {e.Config}: {string.Join("; ", e.Changes)}")
        .Concat(run.Trials.Select(static trial => $"{trial}")));
}
