using Clade.Experiments;
using Clade.Testing;

namespace Clade.Simulation.Tests;

/// <summary>A population that stagnates restarts with a longer interval, whatever goes wrong meanwhile.</summary>
public sealed class RestartTests
{
    private static readonly PopulationBasedTraining Pbt = new()
    {
        PerturbationInterval = 1,
        Synchronous = true,
        Restart = new StagnationRestart(),
    };

    /// <summary>The score stands still at 0.2 once it is there, until a restart takes the weights back.</summary>
    private static Testing.Simulation Saturating(ulong seed, Faults faults) => Toys.Small(seed, Pbt) with
    {
        Trials = 6,
        Stop = Stop.AtIteration(40),
        Training = Toys.Training with
        {
            Measure = static weights => new Metrics([new("score", Math.Min(0.2, weights[1]))]),
            Restart = static (weights, fresh, restart) => [weights[0], restart.Apply(weights[1], fresh[1])],
        },
        Faults = faults,
        FaultSeed = seed,
    };

    private static string Decisions(SimulationRun run) => string.Join('\n', run.Commands.Select(static c => c switch
    {
        ExploitDonor e => $"{e.Record.Victim} <- {e.Record.Donor} at {e.Record.Iteration}: {e.Record.Config}",
        Reconfigure r => $"{r.Trial} from {r.Checkpoint.Iteration}: {r.Config}, {r.Restart}",
        RecordRound r => $"{r}",
        RestartPopulation r => $"{r}",
        _ => null,
    }).OfType<string>());

    [Fact]
    public void Neither_slots_nor_crashes_change_when_and_how_it_restarts()
    {
        var expected = Decisions(Simulator.Run(Saturating(4, Faults.None)));
        Assert.Contains(nameof(RestartPopulation), expected, StringComparison.Ordinal);
        var crashes = 0;
        foreach (var slots in new[] { 1, 2, 6 })
        {
            var crashing = new Faults { CrashBeforeAppend = 0.01, CrashAfterAppend = 0.01 };
            var run = Simulator.Run(Saturating(4, crashing) with { Slots = slots });
            // A checkpoint's name counts attempts; its iteration does not.
            Assert.Equal(expected, Decisions(run));
            crashes += run.Crashes;
        }

        Assert.True(crashes > 10, $"{crashes} crashes");
    }

    [Fact]
    public void Each_restart_doubles_the_interval_and_leaves_two_of_them()
    {
        var run = Simulator.Run(Saturating(4, Faults.None));
        var restarts = 0;
        var last = 0L;
        foreach (var entry in run.Journal.Where(static e => e.Commands.Any(static c => c is CloseGeneration)))
        {
            var iteration = entry.After.Trials.Max(static trial => trial.Iteration);
            Assert.Equal(1 << restarts, iteration - last);
            last = iteration;
            if (!entry.Commands.Any(static c => c is RestartPopulation)) continue;

            restarts++;
            Assert.True(iteration + (2 << restarts) <= 40, $"Restart {restarts} at iteration {iteration}");
            Assert.Equal(6, entry.Commands.OfType<Reconfigure>().Count());
            Assert.Equal(3, entry.Commands.OfType<Reconfigure>().Count(static c => c.Restart!.IsFresh));
        }

        Assert.True(restarts >= 2, $"{restarts} restarts");
    }

    [Fact]
    public void Whatever_the_faults_all_trials_end_and_each_restarted_weight_is_restarted_once()
    {
        var restarts = 0;
        for (var seed = 0UL; seed < 60; seed++)
        {
            var run = Simulator.Run(Saturating(seed, Faults.Swarm(seed)));
            Assert.Equal(ExperimentStatus.Completed, run.Status);
            restarts += run.Commands.Count(static c => c is RestartPopulation);
        }

        Assert.True(restarts > 60, $"{restarts} restarts");
    }

    [Fact]
    public void The_simulator_catches_an_attempt_that_is_not_told_to_restart()
    {
        var violation = Assert.Throws<InvariantViolationException>(() => Simulator.Run(
            Saturating(4, Faults.None), static (settings, state, happened) =>
            {
                var result = Experiment.Step(settings, state, happened);
                return result with
                {
                    Commands =
                    [
                        .. result.Commands.Select(static c => c is StartAttempt s ? s with { Restart = null } : c),
                    ],
                };
            }));
        Assert.Contains("not told to restart", violation.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_best_of_twice_as_many_become_the_population()
    {
        var pbt = new PopulationBasedTraining { PerturbationInterval = 3, Synchronous = true, InitialMultiple = 2 };
        var run = Simulator.Run(Toys.Small(2, pbt) with { Trials = 10, Slots = 3 });
        var stopped = run.Trials.Where(static trial => trial.Status == TrialStatus.Stopped).ToList();
        Assert.Equal(5, stopped.Count);
        Assert.All(stopped, static trial => Assert.Equal(3, trial.Iteration));

        // They are the worst at that time: whoever went on was better then.
        var first = run.Journal.First(static e => e.Commands.Any(static c => c is CloseGeneration)).After;
        var kept = first.Trials.Where(static trial => !trial.HasEnded).ToList();
        Assert.True(kept.Min(static trial => trial.Score.Value) > stopped.Max(static trial => trial.Metric));
        Assert.DoesNotContain(run.Exploits, exploit => exploit.Iteration <= 3);
        Assert.Equal(5, run.Trials.Count(static trial => trial.Iteration == 12));
    }
}
