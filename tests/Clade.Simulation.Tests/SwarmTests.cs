using System.Collections.Concurrent;
using Clade.Experiments;
using Clade.Testing;

namespace Clade.Simulation.Tests;

/// <summary>Whole experiments with seeded faults; the simulator checks its invariants after every event.</summary>
public sealed class SwarmTests
{
    private const int Seeds = 200;

    private static readonly (string Name, Scheduler Scheduler)[] Schedulers =
    [
        ("asynchronous", new PopulationBasedTraining { PerturbationInterval = 3 }),
        ("synchronous", new PopulationBasedTraining { PerturbationInterval = 3, Synchronous = true }),
        ("random search", new FirstInFirstOut()),
    ];

    public static TheoryData<string> Names => [.. Schedulers.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_experiment_ends_with_every_trial_whatever_the_faults(string name)
    {
        var scheduler = Schedulers.Single(s => s.Name == name).Scheduler;
        var met = new ConcurrentBag<SimulationRun>();
        Parallel.For(0, Seeds, seed =>
        {
            var simulation = Toys.Small((ulong)seed, scheduler) with { Faults = Faults.Swarm((ulong)seed) };
            met.Add(RunOrName(simulation));
        });

        Assert.All(met, run => Assert.Equal(ExperimentStatus.Completed, run.Status));
        Assert.All(met.SelectMany(run => run.Trials), trial => Assert.True(
            trial is { Status: TrialStatus.Failed } or { Status: TrialStatus.Completed, Iteration: 12 },
            $"{trial}"));

        // A tame swarm would prove nothing.
        RequireGuardsMet(met);
        Assert.True(met.Sum(run => run.Crashes) > 100, $"{met.Sum(run => run.Crashes)} crashes");
        Assert.True(met.Count(run => run.Trials.Any(t => t.Status == TrialStatus.Failed)) > 10);
        if (scheduler is PopulationBasedTraining)
        {
            Assert.True(met.Sum(run => run.Exploits.Length) > 200, $"{met.Sum(run => run.Exploits.Length)} exploits");
            Assert.Contains(met, run => run.Exploits.Any(exploit => double.IsNaN(exploit.VictimScore)));
            Assert.Contains(met, run => run.Warnings.Any(w => w.Contains("is damaged", StringComparison.Ordinal)));
        }
    }

    private static readonly (string Name, Scheduler Scheduler)[] RungSchedulers =
    [
        ("asha stopping", new Asha { MaxResource = 9, ReductionFactor = 3 }),
        ("asha promotion", new Asha { MaxResource = 9, ReductionFactor = 2, Variant = AshaVariant.Promotion }),
        ("hyperband", new HyperBand { MaxResource = 9 }),
        ("pasha", new Pasha { MaxResource = 9, ReductionFactor = 2 }),
        ("median", new MedianStopping { MinOthers = 2 }),
        ("median soft", new MedianStopping { MinOthers = 2, SoftStop = true }),
    ];

    public static TheoryData<string> RungNames => [.. RungSchedulers.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(RungNames))]
    public void Every_experiment_with_rungs_ends_and_forgets_no_paused_trial(string name)
    {
        var scheduler = RungSchedulers.Single(s => s.Name == name).Scheduler;
        var met = new ConcurrentBag<SimulationRun>();
        Parallel.For(0, Seeds, seed => met.Add(RunOrName(Toys.Small((ulong)seed, scheduler) with
        {
            Faults = Faults.Swarm((ulong)seed),
            Trials = 4 + (seed % 14),
        })));

        Assert.All(met, run => Assert.Equal(ExperimentStatus.Completed, run.Status));
        Assert.All(met.SelectMany(run => run.State.Trials), trial => Assert.True(
            trial is { Status: TrialStatus.Failed } or { Status: TrialStatus.Completed, Iteration: 9 or 12 }
                || (trial.Status == TrialStatus.Stopped && trial.Course!.Last is not null),
            $"{trial}"));
        Assert.True(met.Sum(run => run.Crashes) > 60, $"{met.Sum(run => run.Crashes)} crashes");
        var entries = met.SelectMany(run => run.State.Trials).SelectMany(trial => trial.Course?.Rungs ?? []).ToList();
        Assert.Contains(entries, entry => !entry.Score.IsUsable);
        if (scheduler.PausesAtRungs)
        {
            var promoted = entries.Count(entry => entry.Decision == RungDecision.Promoted);
            Assert.True(promoted > 200, $"{promoted} promotions");
        }
    }

    [Fact]
    public void Without_faults_every_trial_completes() => Parallel.For(0, 60, seed =>
    {
        var run = RunOrName(Toys.Small((ulong)seed, Schedulers[seed % 3].Scheduler));
        Assert.All(run.Trials, trial => Assert.Equal((TrialStatus.Completed, 12), (trial.Status, trial.Iteration)));
        Assert.Equal(0, run.Crashes);
    });

    [Fact]
    public void The_same_seeds_give_the_same_run()
    {
        var simulation = Toys.Small(5, Schedulers[0].Scheduler) with { Faults = Faults.Swarm(77), FaultSeed = 77 };
        var (one, other) = (Simulator.Run(simulation), Simulator.Run(simulation));
        Assert.True(one.Crashes + one.Exploits.Length > 0);
        Assert.Equal(one.Events, other.Events);
        Assert.Equal(
            JournalJson.WriteState(one.State), JournalJson.WriteState(other.State));
    }

    private static void RequireGuardsMet(IReadOnlyCollection<SimulationRun> met)
    {
        var events = met.SelectMany(run => run.Journal).Select(entry => entry.Event).ToList();
        var kinds = met.SelectMany(run => run.Commands).OfType<KillAttempt>().Select(kill => kill.Kind).ToList();
        (string What, int Count, int Least)[] counts =
        [
            ("paused experiments", events.OfType<PauseRequested>().Count(e => e.Trial is null), 50),
            ("paused trials", events.OfType<PauseRequested>().Count(e => e.Trial is not null), 100),
            ("shortages", events.OfType<MemoryReported>().Count(e => e.Level == MemoryLevel.Short), 50),
            ("shortages for good", met.Count(run => run.State.Memory != MemoryLevel.Ample), 4),
            ("ended for a shortage", kinds.Count(kind => kind == TrialError.MemoryShort), 30),
            ("ended for exceeding", kinds.Count(kind => kind == TrialError.MemoryExceeded), 50),
        ];
        Assert.True(counts.All(c => c.Count > c.Least), string.Join(", ", counts));
    }

    private static SimulationRun RunOrName(Testing.Simulation simulation)
    {
        try
        {
            return Simulator.Run(simulation);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Seed {simulation.Seed} fails: {e.Message}", e);
        }
    }
}
