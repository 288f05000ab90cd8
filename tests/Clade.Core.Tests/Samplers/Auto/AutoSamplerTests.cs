namespace Clade.Core.Tests.Samplers.Auto;

/// <summary>What is chosen, and what is said of it.</summary>
public sealed class AutoSamplerTests
{
    private static readonly SearchSpace Numbers = new()
    {
        ["lr"] = Search.LogUniform(1e-4, 1),
        ["width"] = Search.Ordered(8, 16, 32),
        ["fixed"] = Search.Constant(7),
    };

    private static readonly SearchSpace Choices = new() { ["lr"] = Search.Uniform(0, 1), ["flag"] = Search.Boolean() };

    private static readonly SearchSpace Conditional = new()
    {
        ["depth"] = Search.RandInt(1, 4),
        ["second"] = Search.Uniform(0, 1).When("depth", 2, 3),
    };

    [Fact]
    public void The_space_the_trials_and_the_objectives_decide()
    {
        var auto = new AutoSampler();
        Assert.Equal(
            "GaussianProcessSampler, because all hyperparameters are numbers and trials are few",
            auto.Explain(Numbers, trials: 100));
        Assert.StartsWith(
            "GaussianProcessSampler, because all hyperparameters are numbers and trials are few; from trial 250 on " +
                "CmaEsSampler, because ", auto.Explain(Numbers), StringComparison.Ordinal);
        Assert.Equal("TpeSampler, because 'flag' has values without an order", auto.Explain(Choices));
        Assert.Equal("TpeSampler, because 'second' is conditional", auto.Explain(Conditional));

        var wide = new SearchSpace();
        for (var i = 0; i < 21; i++) wide[$"x{i}"] = Search.Uniform(0, 1);
        Assert.StartsWith("TpeSampler, because 21 hyper", auto.Explain(wide), StringComparison.Ordinal);
        Assert.Equal("NsgaIISampler, because there are 2 objectives", TwoObjectives().Explain(Choices));
    }

    [Fact]
    public void What_is_recorded_says_what_was_chosen()
    {
        Assert.Equal(
            "AutoSampler: TpeSampler, because 'flag' has values without an order", new AutoSampler().Describe(Choices));
        Assert.Equal(
            "3 repetitions of AutoSampler: TpeSampler, because 'flag' has values without an order",
            new RepeatSampler { Inner = new AutoSampler() }.Describe(Choices));
        Assert.Equal("AutoSampler, minimize a, maximize b", TwoObjectives().Describe());
    }

    [Fact]
    public void Trials_are_proposed_by_what_was_chosen()
    {
        var history = new TrialHistory(
            [
                .. Enumerable.Range(0, 260).Select(static i => new Observation(
                    i, Configuration.Of(("lr", 0.001 * (i + 1)), ("width", 16), ("fixed", 7)), new Score(-i), 1)),
            ], []);
        var few = new TrialHistory(history.Observations[..30], []);
        Assert.Equal(
            new GaussianProcessSampler().Propose(new ProposalRequest(Numbers, 30, 1, few)),
            new AutoSampler().Propose(new ProposalRequest(Numbers, 30, 1, few)));

        var many = new ProposalRequest(Numbers, 260, 1, history);
        var proposed = new AutoSampler().Propose(many)!;
        Assert.Equal(new CmaEsSampler { WarmStartTrials = 250 }.Propose(many), proposed);
        // The best 25 of the first 250 have rates below 0.025.
        var first = many with { History = new TrialHistory(history.Observations[..250], []) };
        var rates = Enumerable.Range(250, 40).Select(trial => new AutoSampler()
            .Propose(first with { Trial = trial })!["lr"].ToDouble()).Order().ToArray();
        Assert.InRange(rates[20], 0.001, 0.06);
    }

    [Fact]
    public void Starting_configurations_and_earlier_trials_count()
    {
        var start = Configuration.Of(("lr", 0.5), ("width", 8));
        var auto = new AutoSampler
        {
            StartingConfigurations = [start],
            EarlierTrials = [EarlierTrial.Of(start.With("fixed", 7), ("y", 1))],
        };
        var search = new AskTell(auto, Numbers, Objective.Minimize("y"));
        Assert.Equal(start.With("fixed", 7), search.Ask().Config);
        Assert.Single(auto.EarlierObservations(Numbers, Objective.Minimize("y")));
        Assert.Throws<ArgumentException>(static () => new AutoSampler { Objectives = [Objective.Minimize("a")] });
        Assert.NotEmpty(auto.Mistakes(new SearchSpace { ["g"] = Search.Grid(1, 2) }));
    }

    private static AutoSampler TwoObjectives() =>
        new() { Objectives = [Objective.Minimize("a"), Objective.Maximize("b")] };
}
