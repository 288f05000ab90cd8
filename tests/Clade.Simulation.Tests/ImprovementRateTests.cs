using Clade.Experiments;
using Clade.Testing;

namespace Clade.Simulation.Tests;

/// <summary>A population whose parent sub-populations are selected by their rate of improvement.</summary>
public sealed class ImprovementRateTests
{
    private static readonly PopulationBasedTraining Pbt = new()
    {
        PerturbationInterval = 4,
        Synchronous = true,
        ImprovementRate = new FasterImprovementRate { Significance = 0.2 },
    };

    /// <summary>
    /// A large learning rate widens what can be learnt, the second weight, and learns less of it, the third. So of two
    /// trials with equal scores and rates the one with the larger second weight improves faster.
    /// </summary>
    private static readonly VirtualTraining Trap = Toys.Training with
    {
        Start = static (config, seed) => [config["layers"].ToDouble(), 0.1 + ((seed % 1000) / 1e6), 0],
        Train = static (weights, config) =>
        {
            var (limit, rate) = (weights[1], config["lr"].ToDouble());
            return
            [
                weights[0], limit + (0.4 * rate * (1 - limit)),
                weights[2] + (0.3 * (limit * (1 - (0.5 * rate)) - weights[2])),
            ];
        },
        Measure = static weights => new Metrics([new("score", weights[2])]),
    };

    private static Testing.Simulation Simulation(ulong seed, Faults faults) => Toys.Small(seed, Pbt) with
    {
        Training = Trap,
        Trials = 9,
        Stop = Stop.AtIteration(40),
        Faults = faults,
        FaultSeed = seed,
    };

    private static string Decisions(SimulationRun run) => string.Join('\n', run.Commands.Select(static c => c switch
    {
        ExploitDonor e => $"{e.Record.Victim} <- {e.Record.Donor} at {e.Record.Iteration}: {e.Record.Config}, " +
            $"{e.Record.Note}",
        EndEvaluation e => $"{e}",
        _ => null,
    }).OfType<string>());

    [Fact]
    public void Neither_slots_nor_crashes_change_who_evaluates_whom_and_what_comes_of_it()
    {
        var expected = Decisions(Simulator.Run(Simulation(3, Faults.None)));
        Assert.Contains("faster, p =", expected, StringComparison.Ordinal);
        Assert.Contains("improvement rate", expected, StringComparison.Ordinal);
        var crashes = 0;
        foreach (var slots in new[] { 1, 3, 9 })
        {
            var crashing = new Faults { CrashBeforeAppend = 0.01, CrashAfterAppend = 0.01 };
            var run = Simulator.Run(Simulation(3, crashing) with { Slots = slots });
            Assert.Equal(expected, Decisions(run));
            crashes += run.Crashes;
        }

        Assert.True(crashes > 10, $"{crashes} crashes");
    }

    [Fact]
    public void Whatever_the_faults_all_trials_end_and_evaluators_stay_at_work()
    {
        var (handedDown, ended) = (0, 0);
        for (var seed = 0UL; seed < 20; seed++)
        {
            var run = Simulator.Run(Simulation(seed, Faults.Swarm(seed)));
            Assert.Equal(ExperimentStatus.Completed, run.Status);
            handedDown += run.Exploits.Count(static exploit => exploit.TakesCurve);
            ended += run.Commands.Count(static c => c is EndEvaluation);
        }

        Assert.True(handedDown > 8 && ended > 100, $"{handedDown} weights handed down of {ended} evaluations");
    }

    [Fact]
    public void Every_step_is_decided_again_as_it_was_from_a_state_that_was_written_and_read()
    {
        var run = Simulator.Run(Simulation(5, Faults.Swarm(5)));
        var state = ExperimentState.Empty;
        foreach (var entry in run.Journal)
        {
            var read = JournalJson.ReadState(JournalJson.WriteState(state));
            var decided = Experiment.Step(run.Settings, read, entry.Event);
            Assert.Equal(JournalJson.WriteCommands(entry.Commands), JournalJson.WriteCommands(decided.Commands));
            state = decided.State;
        }

        Assert.Equal(JournalJson.WriteState(run.State), JournalJson.WriteState(state));
        Assert.Contains(run.State.Trials, static trial => trial.Evaluation is not null);
        Assert.Contains(run.State.Trials, static trial => trial.WaitsSince > 0);
    }

    [Theory]
    [InlineData(13)]
    [InlineData(16)]
    public void An_extended_experiment_decides_as_one_that_was_as_long_from_the_start(int first)
    {
        var whole = Simulation(3, Faults.None);
        var extended = Simulator.Extend(whole with { Stop = Stop.AtIteration(first) }, whole);
        Assert.Equal(Decisions(Simulator.Run(whole)), Decisions(extended));
    }

    [Fact]
    public void The_simulator_catches_an_evaluator_that_trains_with_its_parents_hyperparameters()
    {
        var violation = Assert.Throws<InvariantViolationException>(() => Simulator.Run(
            Simulation(3, Faults.None), static (settings, state, happened) =>
            {
                var result = Experiment.Step(settings, state, happened);
                var loans = result.Commands.OfType<ExploitDonor>().Where(static e => e.Record.Evaluation is not null);
                foreach (var loan in loans)
                {
                    var victim = result.State[loan.Record.Victim];
                    var wrong = victim.Config.With("lr", 0.5).With("batch", 16);
                    result = result with
                    {
                        State = result.State.Set(victim with { Config = wrong }),
                        Commands =
                        [
                            .. result.Commands.Select(c => ReferenceEquals(c, loan)
                                ? loan with { Record = loan.Record with { Config = wrong } }
                                : c),
                        ],
                    };
                }

                return result;
            }));
        Assert.Contains("and its child with", violation.Message, StringComparison.Ordinal);
    }
}
