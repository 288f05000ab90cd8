using Clade.Testing;

namespace Clade.Core.Tests.Samplers;

/// <summary>What every sampler keeps to, whatever it has learned.</summary>
public sealed class SamplerContractTests
{
    // Evaluation is slow for the models; fewer candidates and searches are the same code.
    private static readonly Dictionary<string, Sampler> Samplers = new(StringComparer.Ordinal)
    {
        ["random"] = new RandomSampler(),
        ["grid"] = new GridSampler(),
        ["tpe"] = new TpeSampler(),
        ["tpe-alone"] = new TpeSampler { IsMultivariate = false, Weighting = TpeWeighting.Even, StartupTrials = 3 },
        ["sobol"] = new SobolSampler(),
        ["halton"] = new HaltonSampler(),
        ["gp"] = new GaussianProcessSampler { Candidates = 32, LocalSearches = 2, ObservationsMax = 40 },
        ["mobster"] = new MobsterSampler { Candidates = 32, LocalSearches = 2, ObservationsMax = 40 },
        ["bohb"] = new BohbSampler(),
        ["cma-es"] = new CmaEsSampler(),
        ["auto"] = new AutoSampler(),
        ["nsga-ii"] = new NsgaIISampler
        {
            Objectives = [Objective.Minimize("loss"), Objective.Minimize("cost")],
            PopulationSize = 8,
        },
    };

    public static TheoryData<string, string> Cases => new MatrixTheoryData<string, string>(
        Samplers.Keys, SamplerContract.Rules);

    [Theory, MemberData(nameof(Cases))]
    public void A_sampler_keeps_to_the_rule(string sampler, string rule) =>
        SamplerContract.Check(rule, Samplers[sampler]);

    [Fact]
    public void A_rule_that_does_not_exist_is_refused() => Assert.StartsWith(
        "There is no rule 'Be kind'. Use one of SamplerContract.Rules: ",
        Assert.Throws<ArgumentException>(() => SamplerContract.Check("Be kind", new RandomSampler())).Message);

    [Theory]
    [InlineData("tpe"), InlineData("gp"), InlineData("cma-es")]
    public void Those_that_learn_find_better_than_chance(string name)
    {
        var (better, seeds) = (0, 8);
        for (var seed = 0; seed < seeds; seed++)
        {
            better += BestOf(Samplers[name], (ulong)seed) > BestOf(new RandomSampler(), (ulong)seed) ? 1 : 0;
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
}
