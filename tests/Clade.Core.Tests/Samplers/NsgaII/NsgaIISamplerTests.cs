using Clade.MultiObjective;

namespace Clade.Core.Tests.Samplers.NsgaII;

/// <summary>Sorting by hand, and what the sampler finds.</summary>
public sealed class NsgaIISamplerTests
{
    private static readonly Objective[] Both = [Objective.Minimize("f0"), Objective.Minimize("f1")];

    private static readonly SearchSpace Ten = SpaceOf(10);

    [Fact]
    public void Fronts_and_room_by_hand()
    {
        double[][] losses = [[1, 5], [2, 3], [4, 1], [3, 4], [5, 5], [2, 3]];
        var fronts = Dominance.Fronts(losses);
        Assert.Equal([0, 0, 0, 1, 2, 0], fronts);

        var crowding = Dominance.Crowding([[0, 4], [1, 2], [3, 1], [4, 0]], [0, 0, 0, 0]);
        // (3 - 0)/4 + (4 - 1)/4, and (4 - 1)/4 + (2 - 0)/4.
        Assert.Equal([double.PositiveInfinity, 1.5, 1.25, double.PositiveInfinity], crowding);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    public void It_beats_more_than_random_search_does(ulong seed)
    {
        var evolved = Volume(new NsgaIISampler { Objectives = Both }, seed);
        var drawn = Volume(new RandomSampler(), seed);
        Assert.True(evolved > drawn + 0.7, $"{evolved} evolved, {drawn} drawn");
    }

    [Fact]
    public void Choices_conditions_and_failures_are_no_obstacle()
    {
        var space = new SearchSpace
        {
            ["kind"] = Search.Choice("a", "b", "c"),
            ["momentum"] = Search.Uniform(0, 1).When("kind", "b"),
            ["width"] = Search.RandInt(1, 20),
            ["batch"] = Search.Ordered(16, 32, 64),
        };
        var search = new AskTell(new NsgaIISampler { Objectives = Both, PopulationSize = 20 }, space, Both[0], seed: 4);
        for (var i = 0; i < 300; i++)
        {
            var trial = search.Ask();
            Assert.Empty(space.Mistakes(trial.Config));
            var width = trial.Config["width"].ToDouble();
            if (i % 7 == 3) search.TellFailed(trial);
            else if (trial.Config["kind"].ToString() != "b") search.Tell(trial, Outcome(width + 40, 60 - width));
            else search.Tell(trial, Outcome(width + trial.Config["momentum"].ToDouble(), 20 - width));
        }

        var front = ParetoFront.Of(search.Told, Both);
        Assert.All(front, static trial => Assert.Equal("b", trial.Config["kind"].ToString()));
        var widths = front.Select(static trial => trial.Config["width"]).Distinct().Count();
        var learned = search.Told.TakeLast(100).Count(static trial => trial.Config["kind"].ToString() == "b");
        Assert.True(widths >= 12 && learned > 60, $"{widths} of 19 widths, {learned} of 100 of the better kind");
    }

    [Fact]
    public void The_same_history_gives_the_same_child_whatever_is_kept()
    {
        var sampler = new NsgaIISampler { Objectives = Both, PopulationSize = 8 };
        var (kept, observations) = (new SamplerMemory(), new SortedList<int, Observation>());
        foreach (var trial in Enumerable.Range(0, 60).Select(static i => i % 3 == 0 ? i + 2 : i - 1))
        {
            var request = new ProposalRequest(Ten, trial, 3, new TrialHistory([.. observations.Values], []));
            var config = sampler.Propose(request with { Memory = kept })!;
            Assert.Equal(sampler.Propose(request), config);
            var metrics = Zdt1(config);
            observations.Add(trial, new Observation(trial, config, new Score(-metrics["f0"]), 1) { Metrics = metrics });
        }
    }

    [Fact]
    public void Wrong_options_are_refused()
    {
        Assert.Throws<ArgumentException>(static () => new NsgaIISampler { Objectives = [Both[0]] });
        Assert.Throws<ArgumentException>(static () => new NsgaIISampler { Objectives = [Both[0], Both[0]] });
        Assert.Throws<ArgumentOutOfRangeException>(
            static () => new NsgaIISampler { Objectives = Both, CrossoverProbability = double.NaN });
        Assert.Equal(new NsgaIISampler { Objectives = Both }, new NsgaIISampler { Objectives = [.. Both] });
        Assert.Equal(
            "NsgaIISampler, minimize f0, minimize f1, population 20",
            new NsgaIISampler { Objectives = Both, PopulationSize = 20 }.Describe());
    }

    private static double Volume(Sampler sampler, ulong seed)
    {
        var search = new AskTell(sampler, Ten, Both[0], seed);
        for (var i = 0; i < 300; i++)
        {
            var trial = search.Ask();
            search.Tell(trial, Zdt1(trial.Config));
        }

        return Hypervolume.Of(search.Told.Select(static trial => trial.Metrics), Both, [1.1, 7]);
    }

    private static Metrics Zdt1(Configuration config)
    {
        var x = config.Select(static item => item.Value.ToDouble()).ToArray();
        var g = 1 + (9 * x[1..].Average());
        return Outcome(x[0], g * (1 - Math.Sqrt(x[0] / g)));
    }

    private static Metrics Outcome(double first, double second) =>
        new([KeyValuePair.Create("f0", first), KeyValuePair.Create("f1", second)]);

    private static SearchSpace SpaceOf(int dimensions)
    {
        var space = new SearchSpace();
        for (var i = 0; i < dimensions; i++) space[$"x{i}"] = Search.Uniform(0, 1);
        return space;
    }

    [Fact]
    public void What_was_tried_and_is_no_parent_any_more_is_not_tried_again()
    {
        var space = new SearchSpace { ["x"] = Search.RandInt(0, 12), ["y"] = Search.RandInt(0, 12) };
        var search = new AskTell(new NsgaIISampler { Objectives = Both, PopulationSize = 4 }, space, Both[0], seed: 1);
        for (var i = 0; i < 60; i++)
        {
            var trial = search.Ask();
            var (x, y) = (trial.Config["x"].ToDouble(), trial.Config["y"].ToDouble());
            search.Tell(trial, new Metrics([new("f0", x + y), new("f1", 24 - x - (y / 2))]));
        }

        var distinct = search.Told.Select(static trial => trial.Config).Distinct().Count();
        // Children that were tried are made again ten times at most.
        Assert.True(distinct >= 50, $"{distinct} of 60 configurations differ");
    }
}
