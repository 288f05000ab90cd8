using Clade.Experiments;

namespace Clade.Core.Tests.Experiments;

/// <summary>Worked cases of Population Based Bandits in an experiment.</summary>
public sealed class BanditScenarioTests
{
    private static readonly PopulationBasedTraining Pb2 = new()
    {
        PerturbationInterval = 10,
        Synchronous = true,
        QuantileFraction = 0.5,
        Explore = new PopulationBasedBandits { Exploration = 0 },
    };

    [Fact]
    public void Two_trials_suffice_to_see_which_way_is_up()
    {
        var script = Play(new SearchSpace { ["a"] = Search.Uniform(1, 2) }, [("a", 1)], [("a", 1.99)]);
        Train(script);
        var exploit = script.Exploits.Single();
        Assert.Equal((0, 1), (exploit.Victim.Value, exploit.Donor.Value));
        Assert.InRange(exploit.Config["a"].ToDouble(), 1.5, 2);
        Assert.Equal("model", exploit.Changes.Single().Operation);
    }

    [Fact]
    public void A_nested_space_gets_the_values_of_a_flat_one()
    {
        var flat = Play(
            new SearchSpace { ["a"] = Search.Uniform(1, 2), ["b"] = Search.LogUniform(1, 100) },
            [("a", 1), ("b", 3)], [("a", 1.99), ("b", 40)]);
        var nested = Play(
            new SearchSpace
            {
                ["a"] = Search.Uniform(1, 2),
                ["inner"] = new SearchSpace { ["b"] = Search.LogUniform(1, 100) },
            },
            [("a", 1), ("inner.b", 3)], [("a", 1.99), ("inner.b", 40)]);
        Train(flat);
        Train(nested);
        Assert.Equal(flat.Exploits.Single().Config.Values, nested.Exploits.Single().Config.Values);
    }

    [Fact]
    public void Missing_start_values_are_drawn_within_bounds_and_given_ones_kept()
    {
        var script = Play(
            new SearchSpace { ["a"] = Search.Uniform(1, 2), ["b"] = Search.Uniform(5, 6) }, [("a", 1.25)],
                [("b", 5.5)]);
        Assert.Equal(1.25, script.State[new TrialId(0)].Config["a"]);
        Assert.Equal(5.5, script.State[new TrialId(1)].Config["b"]);
        Assert.InRange(script.State[new TrialId(0)].Config["b"].ToDouble(), 5, 6);
        Assert.InRange(script.State[new TrialId(1)].Config["a"].ToDouble(), 1, 2);
    }

    [Fact]
    public void Those_who_copy_in_one_generation_know_of_each_other()
    {
        var settings = Settings(Pb2 with
        {
            QuantileFraction = 0.25,
            Explore = new PopulationBasedBandits { Exploration = 20 },
        }) with
        { Trials = 8 };
        var script = new Script(settings, slots: 8);
        for (var t = 1; t <= 10; t++)
        {
            for (var trial = 0; trial < 8; trial++) script.Report(trial, t, t * (trial + 1));
        }

        var explored = script.Exploits.Select(static e => e.Config["a"].ToDouble()).Order().ToList();
        Assert.Equal(2, explored.Count);
        Assert.True(explored[1] - explored[0] > 0.1, $"{explored[0]} and {explored[1]}");
    }

    [Fact]
    public void The_experiments_line_names_the_options_that_differ()
    {
        Assert.Contains(
            ", truncation, population based bandits, window 200, exploration 0, synchronous", Pb2.Describe(),
            StringComparison.Ordinal);
        Assert.EndsWith(
            ", population based bandits, window 20, categories resampled",
            (Pb2 with
            {
                Synchronous = false,
                Explore = new PopulationBasedBandits { Window = 20, LearnsCategories = false },
            }).Describe(),
            StringComparison.Ordinal);
        Assert.Equal(new PopulationBasedBandits { Window = 20 }, new PopulationBasedBandits { Window = 20 });
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        foreach (var window in (int[])[9, 501, -1])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new PopulationBasedBandits { Window = window });
        }

        foreach (var exploration in (double[])[-0.1, double.NaN, double.PositiveInfinity])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new PopulationBasedBandits { Exploration = exploration });
        }

        var nothing = new SearchSpace
        {
            ["width"] = Search.RandInt(1, 9).Structural(),
            ["fixed"] = Search.Constant(1),
        };
        Assert.Equal(
            "PopulationBasedBandits has nothing to choose: of 'width', 'fixed' none is a number, a list or a boolean " +
            "that exploring may change. Use Explore.PerturbOrResample, or leave Mutations out.",
            Assert.Single(Pb2.Mistakes(Settings(Pb2) with { Space = nothing })));
    }

    private static void Train(Script script)
    {
        for (var t = 1; t <= 10; t++)
        {
            for (var trial = 0; trial < 2; trial++) script.Report(trial, t, t * (trial + 1) * 10);
        }
    }

    private static ExperimentSettings Settings(PopulationBasedTraining pbt) =>
        PbtScenarioTests.Settings(pbt, trials: 2, new SearchSpace { ["a"] = Search.Uniform(1, 2) });

    private static Script Play(SearchSpace space, params (string, HyperparameterValue)[][] starts) => new(
        Settings(Pb2) with
        {
            Space = space,
            Sampler = new RandomSampler { StartingConfigurations = [.. starts.Select(s => Configuration.Of(s))] },
        },
        slots: 2);
}
