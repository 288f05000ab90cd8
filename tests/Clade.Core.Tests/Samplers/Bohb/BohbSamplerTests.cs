using System.Collections.Immutable;
using Clade.Bohb;

namespace Clade.Core.Tests.Samplers.Bohb;

/// <summary>The sampler of BOHB proposes near what was good at the highest level with enough trials.</summary>
public sealed class BohbSamplerTests
{
    private static readonly SearchSpace Line = new() { ["x"] = Search.Uniform(0, 10) };

    private static readonly SearchSpace Mixed = new()
    {
        ["x"] = Search.LogUniform(1e-4, 1),
        ["n"] = Search.RandInt(1, 9),
        ["kind"] = Search.Choice("a", "b", "c"),
        ["b"] = Search.Uniform(0, 1).When("kind", "b"),
        ["flag"] = Search.Boolean(),
        ["one"] = Search.Choice(7),
        ["fixed"] = Search.Constant(3),
    };

    private static readonly BohbSampler Model = new() { RandomFraction = 0 };

    [Fact]
    public void It_draws_from_the_space_until_a_level_has_enough_trials()
    {
        var random = new RandomSampler();
        // One dimension: two good, and two more.
        Assert.Equal(random.Propose(Line, 9, 5), Model.Propose(Request(Line, 9, At(1, 3, Near(2)))));
        Assert.NotEqual(random.Propose(Line, 9, 5), Model.Propose(Request(Line, 9, At(1, 4, Near(2)))));
    }

    [Fact]
    public void It_proposes_near_the_good_ones()
    {
        var observations = At(1, 60, Near(2));
        var proposals = Enumerable.Range(60, 100)
            .Select(trial => Model.Propose(Request(Line, trial, observations))!["x"].ToDouble()).ToArray();
        Assert.InRange(proposals.Count(x => Math.Abs(x - 2) < 1.5), 90, 100);
    }

    [Fact]
    public void The_highest_level_with_enough_trials_counts()
    {
        // Early scores mislead: they are best at 8, later ones at 2. At level 9 there are too few.
        ImmutableArray<Observation> observations =
        [
            .. Enumerable.Range(0, 60).Select(trial => WithLevels(
                trial, (1, Near(8)), trial < 20 ? (3, Near(2)) : null, trial < 2 ? (9, Near(5)) : null)),
        ];
        var request = Request(Line, 60, observations);
        Assert.Equal(3, BohbEvidence.Of(request, new SpaceEncoding(Line), 0.15)!.Level);
        var proposals = Enumerable.Range(60, 100)
            .Select(trial => Model.Propose(Request(Line, trial, observations))!["x"].ToDouble()).ToArray();
        Assert.InRange(proposals.Average(), 1, 3.5);
    }

    [Fact]
    public void Trials_that_wait_at_a_rung_count_as_those_that_have_ended()
    {
        var observations = At(1, 30, Near(2));
        var waiting = new TrialHistory(observations[..10], observations[10..]);
        var ended = new TrialHistory(observations, []);
        Assert.Equal(
            Model.Propose(new ProposalRequest(Line, 30, 5, ended)),
            Model.Propose(new ProposalRequest(Line, 30, 5, waiting)));
    }

    [Fact]
    public void Without_rungs_ended_trials_are_compared_by_their_best()
    {
        ImmutableArray<Observation> observations =
            [.. Enumerable.Range(0, 40).Select(trial => Of(trial) with { Score = Near(2)(XOf(trial)) })];
        var proposals = Enumerable.Range(40, 50)
            .Select(trial => Model.Propose(Request(Line, trial, observations))!["x"].ToDouble()).ToArray();
        Assert.InRange(proposals.Count(x => Math.Abs(x - 2) < 1.5), 42, 50);
    }

    [Fact]
    public void The_good_are_a_share_and_at_least_one_more_than_dimensions()
    {
        var encoding = new SpaceEncoding(Line);
        var few = BohbEvidence.Of(Request(Line, 9, At(1, 5, Near(2))), encoding, 0.15)!;
        Assert.Equal((2, 3), (few.Good.Length, few.Bad.Length));
        var many = BohbEvidence.Of(Request(Line, 200, At(1, 200, Near(2))), encoding, 0.15)!;
        Assert.Equal((30, 170), (many.Good.Length, many.Bad.Length));
    }

    [Fact]
    public void A_third_is_drawn_from_the_space()
    {
        var observations = At(1, 60, Near(2));
        var random = new RandomSampler();
        var sampler = new BohbSampler();
        var same = Enumerable.Range(60, 600).Count(trial =>
            Equals(random.Propose(Line, trial, 5), sampler.Propose(Request(Line, trial, observations))));
        Assert.InRange(same, 160, 240);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0.5)]
    public void Scores_that_tell_nothing_do_no_harm(double score)
    {
        var observations = Enumerable.Range(0, 40).Select(trial =>
            new Observation(trial, Mixed.Sample(KeyedRandom.For(1, RandomPurpose.Sample, trial)), new Score(score), 1)
            {
                Levels = [new LevelScore(1, new Score(score))],
            }).ToImmutableArray();
        for (var trial = 40; trial < 60; trial++)
        {
            Assert.Empty(Mixed.Mistakes(Model.Propose(Request(Mixed, trial, observations))!));
        }
    }

    [Fact]
    public void Proposals_lie_in_the_space_and_are_the_same_again()
    {
        var observations = Enumerable.Range(0, 200).Select(trial =>
        {
            var config = Mixed.Sample(KeyedRandom.For(1, RandomPurpose.Sample, trial));
            var score = trial % 7 == 0 ? Score.Worst : new Score(config["n"].ToDouble());
            return new Observation(trial, config, score, 1) { Levels = [new LevelScore(trial % 3, score)] };
        }).ToImmutableArray();
        var options = new HashSet<string>();
        for (var trial = 200; trial < 300; trial++)
        {
            var proposed = Model.Propose(Request(Mixed, trial, observations))!;
            Assert.Empty(Mixed.Mistakes(proposed));
            Assert.Equal(proposed, Model.Propose(Request(Mixed, trial, observations)));
            options.Add(proposed["kind"].ToString()!);
        }

        Assert.True(options.Count > 1, "It looks at one option only.");
    }

    [Fact]
    public void Many_observations_duplicates_and_spaces_without_a_choice_are_nothing_special()
    {
        var many = At(1, 5000, Near(2));
        Assert.InRange(Model.Propose(Request(Line, 5000, many))!["x"].ToDouble(), 0.5, 3.5);

        var same = Enumerable.Range(0, 30).Select(trial => many[0] with { Trial = trial }).ToImmutableArray();
        Assert.Empty(Line.Mistakes(Model.Propose(Request(Line, 30, same))!));

        var fixedOnly = new SearchSpace { ["c"] = Search.Constant(1) };
        var one = new Observation(0, Configuration.Empty, new Score(1), 1) { Levels = [new(1, new Score(1))] };
        Assert.Equal(1, Model.Propose(Request(fixedOnly, 5, [one, one, one, one]))!["c"].ToInt64());
    }

    [Fact]
    public void Starting_configurations_come_first_and_grids_are_refused()
    {
        var sampler = Model with { StartingConfigurations = [new Configuration([new("x", 5.0)])] };
        Assert.Equal(5.0, sampler.Propose(Request(Line, 0, []))!["x"].ToDouble());
        var grid = new SearchSpace { ["g"] = Search.Grid(1, 2) };
        Assert.Contains("BohbSampler can't work with Search.Grid ('g')", Assert.Single(Model.Mistakes(grid)));
    }

    [Fact]
    public void Wrong_options_are_refused_and_changes_are_told()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Model with { GoodFraction = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Model with { RandomFraction = -0.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Model with { Candidates = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Model with { BandwidthFactor = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => Model with { MinBandwidth = 0 });
        Assert.Equal("BohbSampler, random fraction 0, candidates 8", (Model with { Candidates = 8 }).Describe());
        Assert.Equal("BohbSampler", new BohbSampler().Describe());
    }

    private static double XOf(int trial) => KeyedRandom.For(7, RandomPurpose.Simulation, trial).NextDouble() * 10;

    private static Func<double, Score> Near(double best) => x => new Score(-Math.Abs(x - best));

    private static Observation Of(int trial) =>
        new(trial, new Configuration([new("x", XOf(trial))]), Score.Worst, 1);

    private static Observation WithLevels(int trial, params (double Level, Func<double, Score> Score)?[] levels) =>
        Of(trial) with
        {
            Levels =
            [
                .. levels.Where(static level => level is not null)
                    .Select(level => new LevelScore(level!.Value.Level, level.Value.Score(XOf(trial)))),
            ],
        };

    private static ImmutableArray<Observation> At(double level, int trials, Func<double, Score> score) =>
        [.. Enumerable.Range(0, trials).Select(trial => WithLevels(trial, (level, score)))];

    private static ProposalRequest Request(SearchSpace space, int trial, ImmutableArray<Observation> observations) =>
        new(space, trial, 5, new TrialHistory(observations, []));
}
