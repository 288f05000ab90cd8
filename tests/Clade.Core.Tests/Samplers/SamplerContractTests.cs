using System.Collections.Immutable;

namespace Clade.Core.Tests.Samplers;

/// <summary>What every sampler keeps to, whatever it has learned.</summary>
public sealed class SamplerContractTests
{
    private static readonly SearchSpace Space = new()
    {
        ["lr"] = Search.LogUniform(1e-5, 1),
        ["momentum"] = Search.Uniform(0, 1),
        ["width"] = Search.RandInt(8, 64, quantum: 8),
        ["depth"] = Search.Ordered(1, 2, 4),
        ["one"] = Search.RandInt(3, 4),
        ["fixed"] = Search.Constant(7),
        ["noise"] = Search.SampleFrom(static (_, random) => random.NextDouble()),
    };

    private static readonly SearchSpace Mixed = new()
    {
        ["kind"] = Search.Choice("sgd", "adam", "none"),
        ["lr"] = Search.LogUniform(1e-5, 1),
        ["momentum"] = Search.Uniform(0, 1).When("kind", "sgd"),
        ["flag"] = Search.Boolean(),
    };

    public static TheoryData<string> Names =>
        ["random", "tpe", "sobol", "halton", "gp", "mobster", "cma-es", "nsga-ii"];

    private static Sampler Of(string name) => name switch
    {
        "random" => new RandomSampler(),
        "tpe" => new TpeSampler(),
        "sobol" => new SobolSampler(),
        "halton" => new HaltonSampler(),
        "gp" => new GaussianProcessSampler(),
        "mobster" => new MobsterSampler(),
        "cma-es" => new CmaEsSampler(),
        _ => new NsgaIISampler { Objectives = [Objective.Maximize("score"), Objective.Minimize("cost")] },
    };

    [Theory, MemberData(nameof(Names))]
    public void Proposals_lie_in_the_space_whatever_the_trials_reached(string name)
    {
        foreach (var space in new[] { Space, Mixed }.Where(space => Of(name).Mistakes(space).Count == 0))
        {
            foreach (var outcome in Enum.GetValues<Outcome>())
            {
                var history = HistoryOf(space, 40, outcome);
                for (var trial = 40; trial < 44; trial++)
                {
                    var proposal = Of(name).Propose(new ProposalRequest(space, trial, 5, history))!;
                    Assert.Empty(space.Mistakes(proposal));
                }
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void The_same_request_gets_the_same_whatever_is_kept(string name)
    {
        var memory = new SamplerMemory();
        for (var count = 0; count < 40; count++)
        {
            var request = new ProposalRequest(Space, count, 5, HistoryOf(Space, count, Outcome.Scores));
            Assert.Equal(
                Of(name).Propose(request), Of(name).Propose(request with { Memory = memory }));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Grids_are_refused_by_those_that_learn(string name)
    {
        var grid = new SearchSpace { ["g"] = Search.Grid(1, 2) };
        if (Of(name).Learns) Assert.NotEmpty(Of(name).Mistakes(grid));
        else Assert.Empty(Of(name).Mistakes(grid));
    }

    [Theory]
    [InlineData("tpe"), InlineData("gp"), InlineData("cma-es")]
    public void Those_that_learn_find_better_than_chance(string name)
    {
        var (better, seeds) = (0, 8);
        for (var seed = 0; seed < seeds; seed++)
        {
            better += BestOf(Of(name), (ulong)seed) > BestOf(new RandomSampler(), (ulong)seed) ? 1 : 0;
        }

        Assert.True(better >= seeds - 2, $"better in {better} of {seeds}");
    }

    private static double BestOf(Sampler sampler, ulong seed)
    {
        var space = new SearchSpace { ["a"] = Search.Uniform(-5, 5), ["b"] = Search.Uniform(-5, 5) };
        var search = new AskTell(sampler, space, Objective.Maximize("score"), seed);
        var best = double.NegativeInfinity;
        for (var i = 0; i < 60; i++)
        {
            var trial = search.Ask()!;
            var (a, b) = (trial.Config["a"].ToDouble() - 1, trial.Config["b"].ToDouble() + 2);
            var score = -(a * a) - (b * b);
            best = Math.Max(best, score);
            search.Tell(trial, score);
        }

        return best;
    }

    private static TrialHistory HistoryOf(SearchSpace space, int count, Outcome outcome)
    {
        var all = Enumerable.Range(0, count).Select(i =>
        {
            var config = outcome == Outcome.Duplicates
                ? space.Sample(KeyedRandom.For(1, RandomPurpose.Simulation))
                : space.Sample(KeyedRandom.For(1, RandomPurpose.Simulation, i));
            var score = outcome switch
            {
                Outcome.Constant => 1,
                Outcome.Failures => double.NaN,
                _ => Math.Sin(i),
            };
            return new Observation(i, config, new Score(score), 3)
            {
                Metrics = new Metrics([new("score", score), new("cost", i % 7)]),
            };
        }).ToImmutableArray();
        return outcome == Outcome.Pending ? new TrialHistory([], all) : new TrialHistory(all, []);
    }

    private enum Outcome
    {
        Scores,
        Constant,
        Failures,
        Duplicates,
        Pending,
    }
}
