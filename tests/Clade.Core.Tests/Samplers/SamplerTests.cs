using System.Collections.Immutable;

namespace Clade.Core.Tests;

public sealed class SamplerTests
{
    private static readonly SearchSpace TwoGrids = new()
    {
        ["lr"] = Search.Grid(0.1, 0.01, 0.001),
        ["deep"] = Search.Grid(true, false),
        ["noise"] = Search.Uniform(0, 1),
    };

    [Fact]
    public void Grids_multiply_the_trials_of_a_random_sampler()
    {
        var sampler = new RandomSampler();
        Assert.Equal(24, sampler.CountOf(TwoGrids, trials: 4));
        Assert.Null(sampler.CountOf(TwoGrids, trials: null));

        var trials = Propose(sampler, TwoGrids, 24);
        Assert.Equal(6, trials.Take(6).Select(static c => (c["lr"], c["deep"])).Distinct().Count());
        Assert.All(trials.GroupBy(static c => (c["lr"], c["deep"])), static group => Assert.Equal(4, group.Count()));
        Assert.Equal(24, trials.Select(static c => c["noise"]).Distinct().Count());
        Assert.Equal([0.1, 0.1, 0.01, 0.01, 0.001, 0.001], trials.Take(6).Select(static c => c["lr"].ToDouble()));
    }

    [Fact]
    public void A_huge_product_of_grids_does_not_overflow()
    {
        var values = Enumerable.Range(0, 1000).Select(static n => (HyperparameterValue)n).ToList();
        var space = new SearchSpace
        {
            ["a"] = Search.Grid(values),
            ["b"] = Search.Grid(values),
            ["c"] = Search.Grid(values),
            ["d"] = Search.Grid(values),
        };
        Assert.Equal(int.MaxValue, new RandomSampler().CountOf(space, 5));
        Assert.NotNull(new RandomSampler().Propose(space, int.MaxValue - 1, 1));
    }

    [Fact]
    public void A_trial_is_proposed_the_same_whatever_came_before()
    {
        foreach (var sampler in new Sampler[] { new RandomSampler(), new GridSampler { Resolutions = OnNoise(4) } })
        {
            var forwards = Propose(sampler, TwoGrids, 20);
            var backwards = Enumerable.Range(0, 20).Reverse().Select(i => sampler.Propose(TwoGrids, i, 5)!).Reverse();
            Assert.Equal(forwards, backwards);
            Assert.All(forwards, static config => Assert.Empty(TwoGrids.Mistakes(config)));
        }

        var sampled = new RandomSampler();
        Assert.NotEqual(sampled.Propose(TwoGrids, 0, 1)!["noise"], sampled.Propose(TwoGrids, 0, 2)!["noise"]);
    }

    [Fact]
    public void Starting_configurations_come_first_and_are_completed()
    {
        var sampler = new RandomSampler
        {
            StartingConfigurations = [Configuration.Of(("noise", 0)), Configuration.Of(("lr", 0.01), ("deep", true))],
        };
        Assert.Empty(sampler.Mistakes(TwoGrids));
        var trials = Propose(sampler, TwoGrids, 3);
        Assert.Equal(Configuration.Of(("lr", 0.1), ("deep", true), ("noise", 0.0)), trials[0]);
        Assert.Equal((0.01, true), (trials[1]["lr"].ToDouble(), trials[1]["deep"].ToBoolean()));
        Assert.Equal(new RandomSampler().Propose(TwoGrids, 2, 5), trials[2]);
    }

    [Fact]
    public void Starting_configurations_that_do_not_fit_are_refused_before_the_start()
    {
        var sampler = new RandomSampler
        {
            StartingConfigurations = [Configuration.Of(("noise", 0.5)), Configuration.Of(("noise", 2), ("lrr", 0.1))],
        };
        Assert.Equal(
            [
                "Starting configuration 1: 'lrr' is no hyperparameter of this search space. It has: lr, deep, noise. " +
                    "Correct the name.",
                "Starting configuration 1: Hyperparameter 'noise': 2.0 is outside [0, 1). Use a value of uniform [0, " +
                    "1), or widen it.",
            ],
            sampler.Mistakes(TwoGrids));
    }

    [Fact]
    public void A_grid_tries_every_combination_once()
    {
        var space = new SearchSpace
        {
            ["choice"] = Search.Choice("a", "b"),
            ["ordered"] = Search.Ordered(1, 2, 3),
            ["flag"] = Search.Boolean(),
            ["fixed"] = Search.Constant(7),
            ["step"] = Search.Uniform(0, 0.3, quantum: 0.1),
            ["count"] = Search.RandInt(0, 2),
            ["twice"] = Search.SampleFrom(static (before, _) => before["count"].ToInt64() * 2),
        };
        var sampler = new GridSampler();
        Assert.Empty(sampler.Mistakes(space));
        Assert.Equal(96, sampler.CountOf(space, trials: null));
        Assert.Equal(10, sampler.CountOf(space, trials: 10));

        var all = Propose(sampler, space, 96);
        Assert.Equal(96, all.Select(static config => config.ToString()).Distinct().Count());
        Assert.Null(sampler.Propose(space, 96, 5));
        Assert.All(all, config => Assert.Empty(space.Mistakes(config)));
        Assert.All(all, static config => Assert.Equal(config["count"].ToInt64() * 2, config["twice"].ToInt64()));
        Assert.Equal([0, 0.1, 0.2, 0.3], all.Select(static config => config["step"].ToDouble()).Distinct());
    }

    [Fact]
    public void Repetitions_and_starting_configurations_add_to_a_grid()
    {
        var space = new SearchSpace { ["a"] = Search.Choice("x", "y"), ["b"] = Search.Boolean() };
        var sampler = new GridSampler { Repetitions = 3, StartingConfigurations = [Configuration.Of(("a", "y"))] };
        Assert.Equal(13, sampler.CountOf(space, null));
        Assert.Null(sampler.Propose(space, 13, 5));
        var grid = Propose(sampler, space, 13).Skip(1);
        Assert.All(grid.GroupBy(static config => config.ToString()), static group => Assert.Equal(3, group.Count()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GridSampler { Repetitions = 0 });
    }

    [Fact]
    public void A_hyperparameter_that_is_turned_off_does_not_multiply()
    {
        var space = new SearchSpace
        {
            ["kind"] = Search.Choice("sgd", "adam"),
            ["beta"] = Search.Ordered(0.8, 0.9, 0.99).When("kind", "adam"),
        };
        var all = Propose(new GridSampler(), space, 4);
        Assert.Equal(
            ["kind=sgd", "kind=adam beta=0.8", "kind=adam beta=0.9", "kind=adam beta=0.99"],
            all.Select(static config => config.ToString()));
        Assert.Equal(4, new GridSampler().CountOf(space, null));
    }

    [Fact]
    public void A_resolution_spreads_values_over_a_range_on_its_scale()
    {
        var space = new SearchSpace
        {
            ["lr"] = Search.LogUniform(1e-4, 1e-1),
            ["width"] = Search.RandInt(0, 1001),
            ["one"] = Search.Uniform(0, 1),
        };
        var sampler = new GridSampler
        {
            Resolutions = new Dictionary<string, int> { ["lr"] = 4, ["width"] = 3, ["one"] = 1 },
        };
        var all = Propose(sampler, space, 12);
        Assert.Equal(
            [1e-4, 1e-3, 1e-2, Math.BitDecrement(1e-1)],
            all.Select(static config => config["lr"].ToDouble()).Distinct());
        Assert.Equal([0, 500, 1000], all.Select(static config => config["width"].ToInt64()).Distinct());
        Assert.Equal([0.5], all.Select(static config => config["one"].ToDouble()).Distinct());
        Assert.All(all, config => Assert.Empty(space.Mistakes(config)));
    }

    [Fact]
    public void What_can_not_be_in_a_grid_is_refused_by_name()
    {
        var space = new SearchSpace
        {
            ["real"] = Search.Uniform(0, 1),
            ["many"] = Search.RandInt(0, 5000),
            ["bell"] = Search.Normal(0, 1),
            ["listed"] = Search.Choice(1, 2),
            ["drawn"] = Search.SampleFrom(static (_, random) => random.NextBoolean()),
            ["child"] = Search.Boolean().When("drawn", true),
        };
        var mistakes = new GridSampler { Resolutions = new Dictionary<string, int> { ["listed"] = 3, ["typo"] = 3 } }
            .Mistakes(space);
        Assert.Equal(
            [
                "'typo' is no hyperparameter of this search space. It has: real, many, bell, listed, drawn, child. " +
                    "Correct the name.",
                "Hyperparameter 'real': uniform [0, 1) has too many values for a grid. Add " +
                    """Resolutions = { ["real"] = 5 }, give it a quantum, or use RandomSampler.""",
                "Hyperparameter 'many': randint [0, 5000) has too many values for a grid. Add " +
                    """Resolutions = { ["many"] = 5 }, give it a quantum, or use RandomSampler.""",
                "Hyperparameter 'bell': normal (0, 1) can't be in a grid, because it has no ends. Use Uniform with a " +
                    "resolution, or Grid with the values to try.",
                "Hyperparameter 'listed': choice [1, 2] can't have a resolution (3), because only ranges can be " +
                    "divided. Leave the resolution out.",
                "Hyperparameter 'child': its condition depends on the function 'drawn', so the grid's size would " +
                    "depend on chance. Use a condition on other hyperparameters, or RandomSampler.",
            ],
            mistakes);
        Assert.Throws<SearchSpaceException>(() => new GridSampler().Propose(space, 0, 1));

        var huge = new SearchSpace { ["a"] = Search.RandInt(0, 1000), ["b"] = Search.RandInt(0, 1000) };
        Assert.StartsWith(
            "The grid has more than 100000 combinations", Assert.Single(new GridSampler().Mistakes(huge)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GridSampler { Resolutions = OnNoise(0) });
    }

    [Fact]
    public void A_sampler_that_learns_refuses_grids_with_the_reason()
    {
        Assert.Equal(
            "TpeSampler can't work with Search.Grid ('lr', 'deep'), because it chooses values by what it learned, " +
            "and a grid demands that all are tried. Use RandomSampler or GridSampler, or Search.Choice or " +
            "Search.Ordered instead of the grid.",
            Sampler.RefuseGrid(TwoGrids, "TpeSampler"));
        Assert.Null(Sampler.RefuseGrid(TwoGrids.Only("noise"), "TpeSampler"));
    }

    private static ImmutableDictionary<string, int> OnNoise(int resolution) =>
        ImmutableDictionary<string, int>.Empty.Add("noise", resolution);

    private static List<Configuration> Propose(Sampler sampler, SearchSpace space, int count) =>
        [.. Enumerable.Range(0, count).Select(i => sampler.Propose(space, i, experimentSeed: 5)!)];

    [Fact]
    public void Samplers_with_equal_options_are_equal()
    {
        static RandomSampler WithStart(double lr) =>
            new() { StartingConfigurations = [Configuration.Of(("lr", lr))] };
        static CmaEsSampler WithEarlier(double loss) =>
            new() { EarlierTrials = [EarlierTrial.Of(Configuration.Of(("lr", 0.1)), ("loss", loss))] };

        Assert.Equal(WithStart(0.1), WithStart(0.1));
        Assert.Equal(WithStart(0.1).GetHashCode(), WithStart(0.1).GetHashCode());
        Assert.NotEqual(WithStart(0.1), WithStart(0.2));
        Assert.Equal(WithEarlier(1), WithEarlier(1));
        Assert.NotEqual(WithEarlier(1), WithEarlier(2));
    }
}
