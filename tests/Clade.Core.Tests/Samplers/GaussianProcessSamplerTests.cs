using System.Collections.Immutable;

namespace Clade.Core.Tests.Samplers;

/// <summary>The samplers that model scores by a Gaussian process.</summary>
public sealed class GaussianProcessSamplerTests
{
    private static readonly SearchSpace Mixed = new()
    {
        ["kind"] = Search.Choice("a", "b", "c"),
        ["flag"] = Search.Boolean(),
        ["x"] = Search.Uniform(-1, 1),
        ["lr"] = Search.LogUniform(1e-4, 1),
        ["momentum"] = Search.Uniform(0, 1).When("kind", "b"),
        ["depth"] = Search.RandInt(1, 9),
        ["width"] = Search.LogRandInt(16, 513),
    };

    private static readonly SearchSpace Plane = new()
    {
        ["x"] = Search.Uniform(-5, 10),
        ["y"] = Search.Uniform(0, 15),
    };

    public static TheoryData<string> Samplers => [nameof(GaussianProcessSampler), nameof(MobsterSampler)];

    private static Sampler SamplerOf(string name) => name == nameof(MobsterSampler)
        ? new MobsterSampler { Candidates = 64, LocalSearches = 3 }
        : new GaussianProcessSampler { Candidates = 64, LocalSearches = 3 };

    [Theory, MemberData(nameof(Samplers))]
    public void Whatever_happened_before_a_proposal_lies_in_the_space_and_is_the_same_again(string name)
    {
        var sampler = SamplerOf(name);
        foreach (var (what, history) in Histories())
        {
            var memory = new SamplerMemory();
            for (var trial = 40; trial < 42; trial++)
            {
                var request = new ProposalRequest(Mixed, trial, Seed: 3, history) { Memory = memory };
                var config = sampler.Propose(request)!;
                Assert.True(Mixed.Mistakes(config).Count == 0, $"{what}: {config}");
                Assert.Equal(config, sampler.Propose(request with { Memory = new SamplerMemory() }));
            }
        }
    }

    [Theory, MemberData(nameof(Samplers))]
    public void Trials_of_one_batch_are_apart(string name)
    {
        var sampler = SamplerOf(name);
        var observed = Draw(Plane, 15, static (_, config) => -Branin(config));
        var pending = ImmutableArray<Observation>.Empty;
        for (var trial = 15; trial < 23; trial++)
        {
            var config = sampler.Propose(
                new ProposalRequest(Plane, trial, Seed: 1, new TrialHistory(observed, pending)))!;
            Assert.All(pending, other => Assert.True(
                Math.Abs(other.Config["x"].ToDouble() - config["x"].ToDouble()) > 0.05
                || Math.Abs(other.Config["y"].ToDouble() - config["y"].ToDouble()) > 0.05,
                $"{config} and {other.Config}"));
            pending = pending.Add(new Observation(trial, config, Score.Worst, Iteration: 0));
        }
    }

    [Theory, MemberData(nameof(Samplers))]
    public void What_was_tried_is_not_tried_again_while_there_is_something_else(string name)
    {
        var sampler = SamplerOf(name);
        var space = new SearchSpace { ["n"] = Search.RandInt(0, 6), ["kind"] = Search.Choice("a", "b") };
        var observed = ImmutableArray<Observation>.Empty;
        for (var trial = 0; trial < 14; trial++)
        {
            var history = new TrialHistory(observed, []);
            var config = sampler.Propose(new ProposalRequest(space, trial, Seed: 2, history))!;
            observed = observed.Add(new Observation(trial, config, new Score(config["n"].ToInt64()), Iteration: 1));
        }

        var known = observed.Take(10).Select(static trial => trial.Config).Distinct().Count();
        Assert.Equal(Math.Min(12, known + 4), observed.Select(static trial => trial.Config).Distinct().Count());
    }

    [Theory, MemberData(nameof(Samplers))]
    public void It_finds_what_random_search_does_not(string name)
    {
        for (var seed = 1UL; seed <= 3; seed++)
        {
            Assert.True(Regret(SamplerOf(name), seed, trials: 40) < 0.05 * Regret(
                new RandomSampler(), seed, trials: 40));
        }
    }

    [Theory, MemberData(nameof(Samplers))]
    public void Grids_are_refused(string name)
    {
        var space = new SearchSpace { ["x"] = Search.Grid(1, 2), ["y"] = Search.Uniform(0, 1) };
        Assert.Contains($"{name} can't work with Search.Grid ('x')", Assert.Single(SamplerOf(name).Mistakes(space)));
    }

    [Theory, MemberData(nameof(Samplers))]
    public void Starting_configurations_come_first(string name)
    {
        var sampler = SamplerOf(name) with { StartingConfigurations = [Configuration.Of(("x", 2.5))] };
        Assert.Equal(2.5, sampler.Propose(Plane, trial: 0, experimentSeed: 1)!["x"].ToDouble());
        Assert.NotEqual(2.5, sampler.Propose(Plane, trial: 1, experimentSeed: 1)!["x"].ToDouble());
    }

    [Fact]
    public void Five_thousand_observations_are_bounded()
    {
        var observed = Draw(Plane, 5_000, static (_, config) => -Branin(config));
        var config = new GaussianProcessSampler { ObservationsMax = 100 }.Propose(
            new ProposalRequest(Plane, 5_000, Seed: 1, new TrialHistory(observed, [])))!;
        Assert.True(Branin(config) < 3, $"{config}: {Branin(config)}");
    }

    [Fact]
    public void Options_outside_their_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new GaussianProcessSampler { StartupTrials = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new GaussianProcessSampler { Candidates = 15 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new MobsterSampler { LocalSearches = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new MobsterSampler { ObservationsMax = 4_001 });
        Assert.Equal(
            "GaussianProcessSampler, start-up trials 20, observations at most 300",
            new GaussianProcessSampler { StartupTrials = 20, ObservationsMax = 300 }.Describe());
        Assert.Equal("MobsterSampler", new MobsterSampler().Describe());
    }

    private static IEnumerable<(string What, TrialHistory History)> Histories()
    {
        static double Score(int trial, Configuration config) => config["x"].ToDouble() - (trial % 3);
        var usual = Draw(Mixed, 20, Score);
        yield return ("nothing", TrialHistory.Empty);
        yield return ("pending only", new TrialHistory([], usual));
        yield return ("usual", new TrialHistory(usual, []));
        yield return ("usual and pending", new TrialHistory(usual[..12], usual[12..]));
        yield return ("all failed", new TrialHistory(Draw(Mixed, 20, static (_, _) => double.NaN), []));
        yield return ("some failed", new TrialHistory(
            Draw(Mixed, 30, static (trial, _) => trial % 2 == 0 ? double.NegativeInfinity : trial), []));
        yield return ("constant", new TrialHistory(Draw(Mixed, 20, static (_, _) => 0.1), []));
        yield return ("huge", new TrialHistory(
            Draw(Mixed, 20, static (trial, _) => trial == 3 ? -double.MaxValue : trial), []));
        yield return ("the same again and again", new TrialHistory(
            [.. usual.Select(trial => trial with { Config = usual[0].Config })], [usual[0], usual[0]]));
    }

    private static ImmutableArray<Observation> Draw(
        SearchSpace space, int count, Func<int, Configuration, double> score) =>
    [
        .. Enumerable.Range(0, count).Select(trial =>
        {
            var config = space.Sample(KeyedRandom.For(7, RandomPurpose.Sample, trial));
            return new Observation(trial, config, new Score(score(trial, config)), Iteration: 1);
        }),
    ];

    private static double Regret(Sampler sampler, ulong seed, int trials)
    {
        var observed = ImmutableArray<Observation>.Empty;
        for (var trial = 0; trial < trials; trial++)
        {
            var config = sampler.Propose(
                new ProposalRequest(Plane, trial, seed, new TrialHistory(observed, [])))!;
            observed = observed.Add(new Observation(trial, config, new Score(-Branin(config)), Iteration: 1));
        }

        return -observed.Max(static trial => trial.Score.Value);
    }

    /// <summary>Branin's function, less its minimum.</summary>
    private static double Branin(Configuration config)
    {
        var (x, y) = (config["x"].ToDouble(), config["y"].ToDouble());
        var valley = y - (5.1 / (4 * Math.PI * Math.PI) * x * x) + (5 / Math.PI * x) - 6;
        return (valley * valley) + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(x)) + 10 - 0.39788735772973816;
    }
}
