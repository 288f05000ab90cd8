using Clade.Core.Tests.Experiments;
using Clade.Experiments;
using Clade.Schedulers;

namespace Clade.Core.Tests;

public sealed class LearnFromWinnerTests
{
    private static readonly SearchSpace Space = new()
    {
        ["lr"] = Search.LogUniform(1e-4, 1),
        ["units"] = Search.RandInt(0, 100),
        ["kind"] = Search.Choice("a", "b"),
        ["layers"] = Search.RandInt(1, 9).Structural(),
    };

    private static readonly Configuration Own = Config(1e-4, 10, 3);
    private static readonly Configuration Donor = Config(0.999, 90, 5);

    private static Configuration Config(double rate, int units, int layers) =>
        new([new("lr", rate), new("units", units), new("kind", "a"), new("layers", layers)]);

    private static ExploreResult Run(
        LearnFromWinner rule, long key, double resample = 0, Metrics? velocity = null, SearchSpace? mutations = null) =>
        rule.Run(new ExploreRequest(
            Own, Own, Space, new PerturbationOptions(mutations, resample, [1.2, 0.8]), Draws.Random(key)) with
        {
            Donor = Donor,
            Velocity = velocity,
        });

    /// <summary>A learning rate's place on its log scale.</summary>
    private static double Place(ExploreResult result) => 1 + (Math.Log10(result.Config["lr"].ToDouble()) / 4);

    [Fact]
    public void It_goes_half_of_the_way_on_average_and_weights_keep_their_structure()
    {
        var results = Enumerable.Range(0, 400).Select(static key => Run(new LearnFromWinner(), key)).ToList();
        Assert.InRange(results.Average(Place), 0.45, 0.55);
        Assert.True(results.Min(Place) is >= 0 and < 0.05 && results.Max(Place) is <= 1 and > 0.95);
        Assert.All(results, static result => Assert.Equal(5, result.Config["layers"].ToInt64()));
        Assert.All(results, static result => Assert.Equal(
            ["learned", "learned", "resample", "inherited"], result.Changes.Select(static change => change.Operation)));
        Assert.All(results, static result => Assert.Equal(Place(result), result.Velocity!["lr"], 1e-9));
    }

    [Fact]
    public void A_velocity_carries_on_and_stops_at_the_end_of_the_range()
    {
        var still = Enumerable.Range(0, 50).Select(static key => Run(new LearnFromWinner(), key)).ToList();
        var moving = Enumerable.Range(0, 50).Select(static key =>
            Run(new LearnFromWinner(), key, velocity: new Metrics([new("lr", 0.5)]))).ToList();
        Assert.All(still.Zip(moving), static pair => Assert.True(Place(pair.Second) >= Place(pair.First)));
        Assert.InRange(moving.Average(Place) - still.Average(Place), 0.1, 0.25);
        Assert.All(moving, static result => Assert.InRange(result.Velocity!["lr"], 0, 1));

        var lazy = Run(new LearnFromWinner { Inertia = 0 }, 3, velocity: new Metrics([new("lr", 0.5)]));
        Assert.Equal(Place(still[3]), Place(lazy), 1e-9);
    }

    [Fact]
    public void Resampling_draws_afresh_and_only_mutations_move()
    {
        Assert.All(Enumerable.Range(0, 20), static key => Assert.Equal(
            "resample", Run(new LearnFromWinner(), key, resample: 1).Changes[0].Operation));
        var result = Run(new LearnFromWinner(), 1, mutations: Space.Only("units"));
        Assert.Equal(
            ["inherited", "learned", "inherited", "inherited"],
            result.Changes.Select(static change => change.Operation));
        Assert.Equal(0.999, result.Config["lr"].ToDouble());
    }

    [Fact]
    public void The_velocity_is_the_trials_own_in_the_next_exploit()
    {
        var pbt = new PopulationBasedTraining
        {
            PerturbationInterval = 1,
            Synchronous = true,
            ResampleProbability = 0,
            Explore = new LearnFromWinner(),
        };
        var script = new Script(PbtScenarioTests.Settings(pbt, 4, Space), 4);
        for (var generation = 1; generation <= 2; generation++)
        {
            for (var i = 0; i < 4; i++) script.Report(i, generation, 10 - i);
        }

        var (first, second) = (script.Exploits.First(), script.Exploits.Last());
        Assert.Equal((3, 3), (first.Victim.Value, second.Victim.Value));
        Assert.Equal(second.Velocity, script.State[new TrialId(3)].Velocity);

        var expected = new LearnFromWinner().Run(new ExploreRequest(
            script.State[second.Donor].Config, first.Config, Space, pbt.Perturbation,
            KeyedRandom.For(script.Settings.Seed, RandomPurpose.Explore, 3, 2))
        {
            Velocity = first.Velocity,
        });
        Assert.Equal(expected.Config, second.Config);
        var read = JournalJson.ReadExploit(JournalJson.WriteExploit(second));
        Assert.Equal(second.Velocity, read.Velocity);
    }

    [Fact]
    public void Weights_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new LearnFromWinner { Inertia = 1.1 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new LearnFromWinner { Attraction = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new LearnFromWinner { Attraction = double.NaN });
    }
}
