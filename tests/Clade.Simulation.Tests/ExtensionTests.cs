using System.Collections.Concurrent;
using Clade.Testing;

namespace Clade.Simulation.Tests;

/// <summary>
/// Experiments that end and are extended. After each the simulator folds the whole journal under the last options:
/// that must give the state to the byte, though the options changed in its midst.
/// </summary>
public sealed class ExtensionTests
{
    private static readonly PopulationBasedTraining Synchronous =
        new() { PerturbationInterval = 3, Synchronous = true };

    private static readonly Scheduler[] Schedulers =
    [
        new PopulationBasedTraining { PerturbationInterval = 3 },
        Synchronous,
        new PopulationBasedTraining { PerturbationInterval = 3, CoolDown = 0.5, Synchronous = true },
        new FirstInFirstOut(),
    ];

    private static string DecisionOf(ExploitRecord exploit) =>
        $"{exploit.Victim} ({exploit.VictimRank}) <- {exploit.Donor} at {exploit.Iteration}: {exploit.Config}";

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(9)]
    public void Synchronously_an_extended_experiment_decides_as_one_that_was_as_long_from_the_start(int first)
    {
        var exploits = new ConcurrentBag<int>();
        Parallel.For(0, 40, seed =>
        {
            var whole = Toys.Small((ulong)seed, Synchronous);
            var run = Simulator.Run(whole);
            var extended = Simulator.Extend(whole with { Stop = Stop.AtIteration(first) }, whole);

            Assert.Equal(run.Exploits.Select(DecisionOf), extended.Exploits.Select(DecisionOf));
            Assert.Equal(run.Trials, extended.Trials);
            exploits.Add(run.Exploits.Count(exploit => exploit.VictimIteration >= first));
        });
        Assert.True(exploits.Sum() > 20, $"Too tame: {exploits.Sum()} exploits after the extension.");
    }

    [Fact]
    public void Random_search_extended_ends_as_one_that_was_as_large_from_the_start() => Parallel.For(0, 40, seed =>
    {
        var whole = Toys.Small((ulong)seed, new FirstInFirstOut());
        var run = Simulator.Run(whole);
        var extended = Simulator.Extend(
            whole with { Stop = Stop.AtIteration(5), Trials = 1 + (seed % whole.Trials) }, whole);
        Assert.Equal(run.Trials, extended.Trials);
    });

    [Fact]
    public void Whatever_the_faults_an_extended_experiment_ends_with_every_trial() => Parallel.For(0, 60, seed =>
    {
        var later = Toys.Small((ulong)seed, Schedulers[seed % 4]) with { Faults = Faults.Swarm((ulong)seed) };
        var extended = Simulator.Extend(
            later with { Stop = Stop.AtIteration(3 + (seed % 6)), Trials = later.Trials - (seed % 3) }, later);
        Assert.Equal(ExperimentStatus.Completed, extended.Status);
        Assert.Equal(later.Trials, extended.Trials.Length);
        Assert.All(extended.Trials, trial => Assert.True(
            trial is { Status: TrialStatus.Failed } or { Status: TrialStatus.Completed, Iteration: 12 },
            $"Seed {seed}: {trial}"));
    });

    [Fact]
    public void Another_scheduler_and_another_plateau_rule_can_follow() => Parallel.For(0, 60, seed =>
    {
        var first = Toys.Small((ulong)seed, Schedulers[seed % 4]) with
        {
            Stop = Stop.AtIteration(4) | Stop.OnPlateau(3, 1e-4),
        };
        var later = first with
        {
            Scheduler = Schedulers[(seed + 1) % 4],
            Stop = Stop.AtIteration(12) | Stop.OnPlateau(30) | Stop.OnPlateau(20, 1e-4),
        };
        Assert.All(Simulator.Extend(first, later).Trials, trial => Assert.Equal(12, trial.Iteration));
    });

    [Fact]
    public void Under_the_same_options_nothing_happens() => Parallel.For(0, 20, seed =>
    {
        var simulation = Toys.Small((ulong)seed, Schedulers[seed % 4]);
        var (once, twice) = (Simulator.Run(simulation), Simulator.Extend(simulation, simulation));
        Assert.Equal(once.Events + 1, twice.Events);
        Assert.Equal(once.Trials, twice.Trials);
        Assert.Equal(once.State.EndReason, twice.State.EndReason);
    });
}
