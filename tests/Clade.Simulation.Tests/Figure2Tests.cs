using Clade.Testing;

namespace Clade.Simulation.Tests;

/// <summary>
/// Figure 2 of Jaderberg et al., 2017: two workers that each see half of the objective, 200 steps, a decision every 5.
/// </summary>
public sealed class Figure2Tests
{
    private static double Best(ExploreFunction? explore, ulong seed)
    {
        var run = Simulator.Run(new Testing.Simulation
        {
            Space = new SearchSpace { ["h0"] = Search.Uniform(0, 10), ["h1"] = Search.Uniform(0, 10) },
            Objective = Objective.Maximize("q"),
            Training = Toys.Figure2,
            Trials = 2,
            Slots = 2,
            Seed = seed,
            Stop = Stop.AtIteration(200),
            Sampler = new RandomSampler
            {
                StartingConfigurations =
                [
                    new Configuration([new("h0", 1.0), new("h1", 0.0)]),
                    new Configuration([new("h0", 0.0), new("h1", 1.0)]),
                ],
            },
            Scheduler = new PopulationBasedTraining
            {
                PerturbationInterval = 5,
                Synchronous = true,
                QuantileFraction = explore is null ? 0 : 0.5,
                Explore = explore is null ? Explore.PerturbOrResample : Explore.Replace(explore),
            },
        });
        return run.Trials.Max(trial => trial.Metric);
    }

    private static double Median(ExploreFunction explore)
    {
        var results = new double[200];
        Parallel.For(0, results.Length, seed => results[seed] = Best(explore, (ulong)seed));
        Array.Sort(results);
        return (results[99] + results[100]) / 2;
    }

    private static Configuration Noisy(Configuration config, ExploreInput input) => new(config.Select(item =>
        KeyValuePair.Create(item.Key, input.Space.Clip(
            item.Key, Math.Max(0, item.Value.ToDouble() + (0.1 * input.Random.NextNormal()))))));

    [Fact]
    public void Without_copying_half_of_the_objective_is_never_seen() => Assert.Equal(0.390, Best(null, 0), 0.001);

    [Fact]
    public void Copying_alone_reaches_the_figure() => Assert.Equal(1.0907, Best(static input => input.Own, 0), 0.0005);

    [Fact]
    public void Copying_and_exploring_reaches_the_figures()
    {
        var (own, copied) = (
            Median(static input => Noisy(input.Own, input)), Median(static input => Noisy(input.Donor, input)));
        Assert.Equal(1.186, own, 0.01);
        Assert.Equal(1.196, copied, 0.01);
    }

    [Fact]
    public void Factors_alone_never_leave_zero_unless_zero_moves_by_a_share_of_the_range()
    {
        // ×1.2 and ×0.8 of 0 are 0: the trap that the share of the range is there for.
        var stuck = Best(Multiplied, 1);
        Assert.Equal(0.390, stuck, 0.005);

        static Configuration Multiplied(ExploreInput input) => new(input.Donor.Select(item => KeyValuePair.Create(
            item.Key,
            input.Space.Clip(item.Key, item.Value.ToDouble() * (input.Random.NextBoolean() ? 1.2 : 0.8)))));
    }
}
