using Clade.Testing;

namespace Clade.Simulation.Tests;

/// <summary>Worked cases of Population Based Training that need time to pass.</summary>
public sealed class ScenarioTests
{
    private static readonly SearchSpace OfA = new() { ["a"] = Search.Choice(10.0, 20.0, 40.0) };

    /// <summary>Score = iteration + a; an iteration lasts a / 20 s. The weights are the iterations done.</summary>
    private static readonly VirtualTraining SlowerIsBetter = new()
    {
        Start = static (_, _) => [0, 0],
        Train = static (weights, config) => [weights[0] + 1, config["a"].ToDouble()],
        Measure = static weights => new Metrics([new("score", weights[0] + weights[1])]),
        IterationTime = static (_, config) => TimeSpan.FromSeconds(config["a"].ToDouble() / 20),
    };

    public static TheoryData<double, double, double> Orders => new()
    {
        { 10, 20, 40 }, { 10, 40, 20 }, { 20, 10, 40 }, { 20, 40, 10 }, { 40, 10, 20 }, { 40, 20, 10 },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public void Synchronously_every_trial_ends_with_the_best_score_in_every_order(
        double first, double second, double third)
    {
        var run = Simulator.Run(new Testing.Simulation
        {
            Space = OfA,
            Objective = Objective.Maximize("score"),
            Training = SlowerIsBetter,
            Trials = 3,
            Slots = 2,
            Stop = Stop.AtIteration(3),
            Scheduler = new PopulationBasedTraining
            {
                PerturbationInterval = 1,
                Synchronous = true,
                QuantileFraction = 0.5,
                Explore = Explore.Replace(static input => input.Donor),
            },
            Sampler = new RandomSampler
            {
                StartingConfigurations = [Config(first), Config(second), Config(third)],
            },
        });

        // Two generations of one copy each leave nobody with another a than 40.
        Assert.Equal([43.0, 43, 43], run.Trials.Select(trial => trial.Metric));
        Assert.Equal(2, run.Exploits.Length);

        static Configuration Config(double a) => new([new("a", a)]);
    }

    [Fact]
    public void A_slow_save_holds_up_nobody_for_ever()
    {
        var pbt = new PopulationBasedTraining { PerturbationInterval = 2, Synchronous = true };
        var run = Simulator.Run(Toys.Small(3, pbt) with
        {
            Trials = 2,
            Slots = 2,
            Training = Toys.Training with
            {
                SaveTime = static trial => TimeSpan.FromSeconds(trial.Value == 0 ? 5 : 0.1),
            },
        });
        Assert.All(run.Trials, trial => Assert.Equal(TrialStatus.Completed, trial.Status));
        Assert.True(run.Elapsed < TimeSpan.FromSeconds(60), $"{run.Elapsed}");
    }

    [Theory]
    [InlineData(10, 1000)]
    [InlineData(5, 7)]
    public void Time_that_jumps_over_intervals_never_stalls(double interval, double step)
    {
        var training = new VirtualTraining
        {
            Start = static (_, seed) => [0, seed % 10],
            Train = static (weights, _) => [weights[0] + 1, weights[1]],
            Measure = weights => new Metrics([new("score", weights[1]), new("step", weights[0] * step)]),
        };
        var run = Simulator.Run(new Testing.Simulation
        {
            Space = OfA,
            Objective = Objective.Maximize("score"),
            Training = training,
            Trials = 4,
            Slots = 3,
            Stop = Stop.AtIteration(9),
            Scheduler = new PopulationBasedTraining
            {
                PerturbationInterval = interval,
                TimeAttribute = "step",
                Synchronous = true,
            },
        });
        Assert.All(run.Trials, trial => Assert.Equal((TrialStatus.Completed, 9), (trial.Status, trial.Iteration)));
    }

    [Fact]
    public void Ten_members_on_two_slots_never_drift_apart_by_more_than_one_interval()
    {
        var intervals = 0;
        foreach (var seed in Enumerable.Range(0, 20))
        {
            var pbt = new PopulationBasedTraining { PerturbationInterval = 4 };
            var run = Simulator.Run(Toys.Small((ulong)seed, pbt) with
            {
                Trials = 10,
                Slots = 2,
                Stop = Stop.AtIteration(40),
                Training = Toys.Training with
                {
                    IterationTime = (trial, _) => TimeSpan.FromSeconds(trial.Value == seed % 10 ? 5 : 1),
                },
            });
            foreach (var entry in run.Journal)
            {
                var times = entry.After.Trials.Where(t => !t.HasEnded).Select(t => t.Time).ToArray();
                if (times.Length < 10) continue;

                Assert.True(times.Max() - times.Min() <= 4, $"seed {seed}: {string.Join(' ', times)}");
                intervals += times.Max() - times.Min() == 4 ? 1 : 0;
            }

            Assert.All(run.Trials, trial => Assert.Equal(40, trial.Iteration));
        }

        Assert.True(intervals > 1000, "The members never came a whole interval apart: the case is too tame.");
    }

    [Fact]
    public void With_a_slot_for_everyone_nobody_waits_for_slower_members()
    {
        var run = Simulator.Run(Toys.Small(1, new PopulationBasedTraining { PerturbationInterval = 4 }) with
        {
            Trials = 4,
            Slots = 4,
            Stop = Stop.AtIteration(40),
            Training = Toys.Training with
            {
                IterationTime = static (trial, _) => TimeSpan.FromSeconds(trial.Value == 0 ? 10 : 1),
            },
        });
        Assert.Contains(run.Journal, entry => entry.After.Trials.Max(t => t.Time) - entry.After.Trials[0].Time > 20);
    }
}
