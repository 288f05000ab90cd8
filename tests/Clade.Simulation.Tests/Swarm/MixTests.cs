using System.Collections.Concurrent;
using Clade.Testing;

namespace Clade.Simulation.Tests.Swarm;

/// <summary>The first seeds of what <c>simulate</c> runs by the hundred thousand.</summary>
public sealed class MixTests
{
    private const int Seeds = 600;

    [Fact]
    public void No_seed_violates_anything_and_together_they_meet_everything()
    {
        var runs = new ConcurrentBag<SimulationRun>();
        Parallel.For(0, Seeds, seed => runs.Add(RunOrReport((ulong)seed)));

        Assert.All(runs, run => Assert.Equal(ExperimentStatus.Completed, run.Status));
        Assert.All(Enum.GetValues<FaultKind>(), kind => Assert.True(
            runs.Sum(run => run.FaultCounts[(int)kind]) > 20, $"{kind} hardly ever strikes."));
        Assert.True(runs.Sum(run => run.Exploits.Length) > 400, $"{runs.Sum(run => run.Exploits.Length)} exploits");
        var models = runs.Sum(static run => run.Exploits.Count(static exploit =>
            exploit.Note?.StartsWith("model", StringComparison.Ordinal) == true));
        Assert.True(models > 50, $"{models} exploits by a model");
        var restarts = runs.Sum(static run => run.Commands.OfType<Experiments.RestartPopulation>().Count());
        Assert.True(restarts > 8, $"{restarts} restarts of populations");
        var handedDown = runs.Sum(static run => run.Exploits.Count(static exploit => exploit.TakesCurve));
        Assert.True(handedDown > 3, $"{handedDown} weights handed down by evaluators");
        Assert.True(runs.Sum(run => run.Failures) > 15, $"{runs.Sum(run => run.Failures)} mended failures");
    }

    [Fact]
    public void Every_seed_is_an_experiment_that_is_allowed_and_every_option_occurs()
    {
        var drawn = Enumerable.Range(0, 2000).Select(seed => Mix.Draw((ulong)seed)).ToList();
        Assert.All(drawn, simulation => Assert.Empty(
            simulation.Scheduler.Mistakes(simulation.Settings)
                .Concat(simulation.Sampler.Mistakes(simulation.Space))
                .Concat(simulation.Sampler.Mistakes(simulation.Objective))
                .Concat(simulation.Stop.ProblemsWith(simulation.Objective))));

        var pbts = drawn.Select(static simulation => simulation.Scheduler).OfType<PopulationBasedTraining>().ToList();
        Assert.Equal(3, pbts.Select(static pbt => pbt.Exploit.GetType()).Distinct().Count());
        Assert.Contains(pbts, static pbt => pbt.Margin is { StandardErrorMetric: not null });
        Assert.Contains(pbts, static pbt => pbt is { BurnIn: > 0, CoolDown: > 0 });
        Assert.Contains(pbts, static pbt => pbt.GenerationTimeout is not null);
        Assert.Contains(pbts, static pbt => !pbt.ReviveFailed);
        Assert.Contains(pbts, static pbt => pbt.SubPopulations.Length > 1);
        Assert.Equal(6, drawn.Select(static simulation => simulation.Scheduler.GetType()).Distinct().Count());
        Assert.Contains(drawn, static simulation => simulation.Scheduler is Asha { Variant: AshaVariant.Promotion });
        Assert.Contains(pbts, static pbt => pbt is { Restart: not null, SubPopulations.Length: > 1 });
        Assert.Contains(pbts, static pbt => pbt.InitialMultiple > 1);
        Assert.Contains(pbts, static pbt => pbt.ImprovementRate is { ParentSizes.Length: > 1 });
        Assert.Contains(pbts, static pbt => pbt is { Synchronous: false, Explore: LearnFromWinner });
        Assert.Equal(11, drawn.Select(static simulation => simulation.Sampler.GetType()).Distinct().Count());
        Assert.Contains(drawn, static simulation => simulation is
        {
            Sampler: BohbSampler { EarlierTrials.Count: > 0 }, Scheduler.TopLevel: not null,
        });
        Assert.Contains(drawn, static simulation => simulation.Sampler is RepeatSampler { Inner.Learns: true });
        Assert.Contains(drawn, static simulation => simulation.Trials is null);
        Assert.Contains(drawn, static simulation => simulation.Resources is { Cpu: < 1, Gpu: > 0 });
        Assert.Contains(drawn, static simulation => simulation.Mended is not null);
    }

    [Fact]
    public void Only_one_kind_of_scheduler_can_be_asked_for() => Assert.All(Enumerable.Range(0, 50), seed =>
    {
        Assert.IsType<FirstInFirstOut>(Mix.Draw((ulong)seed, MixKind.Random).Scheduler);
        Assert.IsNotType<PopulationBasedTraining>(Mix.Draw((ulong)seed, MixKind.Rungs).Scheduler);
        Assert.True(((PopulationBasedTraining)Mix.Draw((ulong)seed, MixKind.Synchronous).Scheduler).Synchronous);
        Assert.False(((PopulationBasedTraining)Mix.Draw((ulong)seed, MixKind.Asynchronous).Scheduler).Synchronous);
    });

    [Theory]
    [InlineData("--seeds")]
    [InlineData("--seeds", "-1")]
    [InlineData("--only", "grid")]
    [InlineData("--speed", "9")]
    public void A_wrong_option_is_named(params string[] args) =>
        Assert.Contains(args[0], Assert.Throws<FormatException>(() => SimulateOptions.Parse(args)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_failure_is_reported_with_its_journal_and_the_command_to_run_it_again()
    {
        var simulation = Mix.Draw(1) with { EventsMax = 3 };
        var violation = Assert.Throws<InvariantViolationException>(() => Simulator.Run(simulation));
        var report = FailureReport.Of(1, MixKind.Random, simulation, violation);
        Assert.StartsWith("Seed 1 fails: After 4 events the experiment still runs.", report, StringComparison.Ordinal);
        Assert.Contains("{\"event\":{\"$type\":\"opened\"", report, StringComparison.Ordinal);
        Assert.EndsWith("-- simulate --first 1 --seeds 1 --only random", report, StringComparison.Ordinal);
    }

    private static SimulationRun RunOrReport(ulong seed)
    {
        var simulation = Mix.Draw(seed);
        try
        {
            return Simulator.Run(simulation);
        }
        catch (InvariantViolationException violation)
        {
            throw new InvalidOperationException(FailureReport.Of(seed, only: null, simulation, violation), violation);
        }
    }
}
