namespace Clade.Core.Tests.Samplers.Repeat;

/// <summary>Each configuration several times; the model sees the mean.</summary>
public sealed class RepeatSamplerTests
{
    private static readonly SearchSpace Space = new() { ["x"] = Search.Uniform(0, 1) };

    [Fact]
    public void Every_configuration_comes_as_often_as_asked()
    {
        foreach (var inner in new Sampler[] { new RandomSampler(), new CmaEsSampler() })
        {
            var search = new AskTell(new RepeatSampler { Inner = inner }, Space, Objective.Minimize("y"), seed: 1);
            var trials = Enumerable.Range(0, 12).Select(_ => search.Ask()).ToList();
            Assert.All(trials.Chunk(3), static group => Assert.Single(group.Select(static t => t.Config).Distinct()));
            Assert.Equal(4, trials.Select(static trial => trial.Config).Distinct().Count());
        }
    }

    [Fact]
    public void The_inner_sampler_sees_the_mean_of_those_that_have_ended()
    {
        var (one, other) = (Configuration.Of(("x", 0.1)), Configuration.Of(("x", 0.2)));
        var earlier = new Observation(-1, other, new Score(9), 1);
        var history = RepetitionMeans.Of(
            new TrialHistory(
                [earlier, Of(0, one, 1), Of(1, one, 2), Of(2, one, 6), Of(4, other, 5), Of(6, one, 1), Of(7, one, 2),
                    Of(8, one, double.NaN)],
                [Of(3, other, double.NaN), Of(5, other, double.NaN)]), 3);

        Assert.Equal([-1, 0, 2], history.Observations.Select(static observation => observation.Trial));
        Assert.Equal([9, 3], history.Observations.Take(2).Select(static observation => observation.Score.Value));
        Assert.Equal(3, history.Observations[1].Metrics!["y"]);
        Assert.False(history.Observations[2].Score.IsUsable);
        Assert.Equal((1, other), (Assert.Single(history.Pending).Trial, history.Pending[0].Config));
    }

    [Fact]
    public void A_noisy_optimum_is_found_by_means()
    {
        var noise = KeyedRandom.For(1, RandomPurpose.Simulation);
        var search = new AskTell(
            new RepeatSampler { Inner = new CmaEsSampler(), Repetitions = 4 }, Space, Objective.Minimize("y"), seed: 1);
        for (var i = 0; i < 400; i++)
        {
            var trial = search.Ask();
            search.Tell(trial, Math.Pow(trial.Config["x"].ToDouble() - 0.8, 2) + (0.02 * noise.NextNormal()));
        }

        var best = RepeatedConfiguration.Of(
            search.Told.Select(static t => (t.Id, t.Config, (double?)t.Value)), Objective.Minimize("y"))[0];
        Assert.Equal(4, best.Trials.Count);
        Assert.Equal(0.8, best.Config["x"].ToDouble(), 0.1);
        Assert.InRange(best.StandardDeviation, 0.001, 0.06);
    }

    [Fact]
    public void Trials_are_counted_in_whole_groups()
    {
        var repeated = new RepeatSampler { Inner = new RandomSampler(), Repetitions = 3 };
        Assert.Equal(12, repeated.CountOf(Space, 10));
        Assert.Null(repeated.CountOf(Space, null));
        var grid = new SearchSpace { ["a"] = Search.Grid(1, 2, 3, 4) };
        Assert.Equal(12, new RepeatSampler { Inner = new GridSampler() }.CountOf(grid, null));
        Assert.Equal("3 repetitions of RandomSampler", repeated.Describe());
        Assert.Throws<ArgumentOutOfRangeException>(static () => new RepeatSampler
        {
            Inner = new RandomSampler(),
            Repetitions = 1,
        });
        Assert.Contains("Give them to Inner", Assert.Single((repeated with
        {
            StartingConfigurations = [Configuration.Of(("x", 0.1))],
        }).Mistakes(Space)), StringComparison.Ordinal);
    }

    private static Observation Of(int trial, Configuration config, double score) =>
        new(trial, config, new Score(score), 1)
        {
            Metrics = new Metrics([KeyValuePair.Create("y", score)]),
        };
}
