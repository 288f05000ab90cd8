namespace Clade.Core.Tests.Samplers.Tpe;

/// <summary>What TPE proposes.</summary>
public sealed class TpeSamplerTests
{
    private static readonly Objective Loss = Objective.Minimize("loss");

    private static readonly SearchSpace Plane = new() { ["x"] = Search.Uniform(0, 1), ["y"] = Search.Uniform(0, 1) };

    private static readonly SearchSpace Mixed = new()
    {
        ["rate"] = Search.LogUniform(1e-5, 1),
        ["decay"] = Search.LogUniform(1e-6, 0.1),
        ["layers"] = Search.RandInt(1, 6),
        ["width"] = Search.LogRandInt(16, 1_025),
        ["activation"] = Search.Choice("relu", "tanh", "gelu", "selu"),
        ["optimizer"] = Search.Choice("sgd", "adam", "rms"),
        ["momentum"] = Search.Uniform(0, 1).When("optimizer", "sgd"),
    };

    [Fact]
    public void It_begins_as_random_search_does()
    {
        var search = new AskTell(new TpeSampler(), Plane, Loss, 3);
        var drawn = new AskTell(new RandomSampler(), Plane, Loss, 3);
        for (var i = 0; i < 12; i++)
        {
            var trial = search.Ask();
            Assert.Equal(i < 10, trial.Config.Equals(drawn.Ask().Config));
            search.Tell(trial, trial.Config["x"].ToDouble());
        }
    }

    [Theory]
    [InlineData(1UL), InlineData(2UL), InlineData(3UL), InlineData(4UL)]
    public void It_beats_random_search_where_categories_conditions_and_integers_mix(ulong seed) => Assert.True(
        BestOf(new TpeSampler(), Mixed, MixedLoss, 100, seed)
            < 0.7 * BestOf(new RandomSampler(), Mixed, MixedLoss, 100, seed));

    [Fact]
    public void A_valley_across_the_axes_is_seen_by_all_hyperparameters_together()
    {
        static double Off(Configuration config) => Math.Abs(config["x"].ToDouble() - config["y"].ToDouble());
        var history = new TrialHistory(
            [
                .. Enumerable.Range(0, 100).Select(trial => new RandomSampler().Propose(Plane, trial, 1)!)
                    .Select((config, trial) => new Observation(trial, config, new Score(-Off(config)), Iteration: 1)),
            ], []);
        double Mean(TpeSampler sampler) => Enumerable.Range(100, 50).Average(trial =>
            Off(sampler.Propose(new ProposalRequest(Plane, trial, 1, history))!));

        var (together, alone) = (Mean(new TpeSampler()), Mean(new TpeSampler { IsMultivariate = false }));
        Assert.True(3 * together < alone, $"{together} from the valley together, {alone} alone");
    }

    [Fact]
    public void What_is_on_together_is_a_group()
    {
        var space = new SearchSpace
        {
            ["kind"] = Search.Choice("a", "b"),
            ["x"] = Search.Uniform(0, 1).When("kind", "a"),
            ["rate"] = Search.Uniform(0, 1),
            ["y"] = Search.Uniform(0, 1).When("kind", "a"),
            ["z"] = Search.Uniform(0, 1).When("kind", "b"),
            ["nested"] = new SearchSpace
            {
                ["p"] = Search.Uniform(0, 1),
                ["q"] = Search.Uniform(0, 1),
            }.When(static before => before["rate"].ToDouble() > 0.5),
        };
        var encoding = new SpaceEncoding(space);
        var groups = TpeGroup.Of(encoding, isMultivariate: true)
            .Select(group => string.Join(' ', group.Indices.Select(index => encoding.Dimensions[index].Name)));

        Assert.Equal(["kind rate", "x y", "z", "nested.p nested.q"], groups);
        Assert.Equal(7, TpeGroup.Of(encoding, isMultivariate: false).Count());
    }

    [Fact]
    public void A_conditional_hyperparameter_learns_from_the_trials_that_have_it()
    {
        var space = new SearchSpace
        {
            ["kind"] = Search.Choice("a", "b"),
            ["x"] = Search.Uniform(0, 1).When("kind", "a"),
            ["z"] = Search.Uniform(0, 1).When("kind", "b"),
        };
        var search = new AskTell(new TpeSampler(), space, Loss, 2);
        for (var i = 0; i < 60; i++)
        {
            var trial = search.Ask();
            var isA = trial.Config.TryGetValue("x", out var x);
            search.Tell(
                trial, isA ? Math.Abs(x.ToDouble() - 0.2) : 0.05 + Math.Abs(trial.Config["z"].ToDouble() - 0.9));
        }

        var last = search.Told.TakeLast(20).Select(static trial => trial.Config).ToList();
        var near = last.Count(static config =>
            config.TryGetValue("x", out var x) && Math.Abs(x.ToDouble() - 0.2) < 0.1);
        Assert.True(near >= 12, $"{near} of 20 are in the better branch, near its best");
        var other = search.Told.Skip(10).Where(static trial => trial.Config.ContainsKey("z")).TakeLast(5)
            .Average(static trial => Math.Abs(trial.Config["z"].ToDouble() - 0.9));
        Assert.True(other < 0.2, $"{other} from the best of the other branch");
    }

    [Fact]
    public void Pending_trials_keep_others_away()
    {
        double Distance(TpeSampler sampler, bool isTold)
        {
            var search = new AskTell(sampler, Plane, Loss, 5);
            for (var i = 0; i < 40; i++)
            {
                var trial = search.Ask();
                search.Tell(trial, Bowl(trial.Config));
            }

            // As many begin at once as would otherwise be told one by one.
            var configs = new List<Configuration>();
            for (var i = 0; i < 16; i++)
            {
                var trial = search.Ask();
                configs.Add(trial.Config);
                if (isTold) search.Tell(trial, Bowl(trial.Config));
            }

            return configs.Average(one => configs.Where(other => other != one).Min(other => Math.Sqrt(
                Math.Pow(one["x"].ToDouble() - other["x"].ToDouble(), 2)
                + Math.Pow(one["y"].ToDouble() - other["y"].ToDouble(), 2))));
        }

        var (pending, told) = (Distance(new TpeSampler(), isTold: false), Distance(new TpeSampler(), isTold: true));
        Assert.True(pending > 1.5 * told, $"{pending} from the next while pending, {told} when told");
    }

    [Fact]
    public void Nothing_is_tried_twice_while_there_is_something_new()
    {
        var space = new SearchSpace { ["a"] = Search.RandInt(0, 4), ["b"] = Search.Choice("p", "q", "r") };
        var search = new AskTell(new TpeSampler { StartupTrials = 1 }, space, Loss, 1);
        for (var i = 0; i < 30; i++)
        {
            var trial = search.Ask();
            search.Tell(trial, trial.Config["a"].ToDouble());
        }

        // A new one may not be among the candidates; far from the good ones it seldom is.
        var first = search.Told.Take(10).Select(static trial => trial.Config).Distinct().Count();
        var all = search.Told.Select(static trial => trial.Config).Distinct().Count();
        Assert.True(first == 10 && all == 12, $"{first} of the first 10 differ, {all} of 12 in all");
    }

    [Fact]
    public void Where_trials_fail_fewer_are_proposed()
    {
        var search = new AskTell(new TpeSampler(), Plane, Loss, 4);
        for (var i = 0; i < 80; i++)
        {
            var trial = search.Ask();
            if (trial.Config["x"].ToDouble() > 0.3) search.TellFailed(trial);
            else search.Tell(trial, trial.Config["y"].ToDouble());
        }

        var failed = search.Told.TakeLast(40).Count(static trial => trial.HasFailed);
        // By chance 28 would.
        Assert.True(failed < 16, $"{failed} of the last 40 failed");
    }

    [Fact]
    public void Options_are_refused_with_the_value_and_described_where_they_differ()
    {
        Action[] wrong =
        [
            () => _ = new TpeSampler { StartupTrials = 0 },
            () => _ = new TpeSampler { Candidates = 0 },
            () => _ = new TpeSampler { Candidates = 10_001 },
            () => _ = new TpeSampler { GoodFraction = 0 },
            () => _ = new TpeSampler { GoodFraction = double.NaN },
            () => _ = new TpeSampler { GoodTrialsMax = 0 },
            () => _ = new TpeSampler { Weighting = (TpeWeighting)9 },
            () => _ = new TpeSampler { PriorWeight = 0 },
            () => _ = new TpeSampler { MinimumBandwidth = 0 },
            () => _ = new TpeSampler { MinimumBandwidthOfOthers = 1.5 },
            () => _ = new TpeSampler { BandwidthClipExponent = -1 },
            () => _ = new TpeSampler { BandwidthClipExponentOfOthers = double.PositiveInfinity },
        ];
        Assert.All(wrong, static make => Assert.NotNull(Assert.Throws<ArgumentOutOfRangeException>(make).ActualValue));

        Assert.Equal("TpeSampler", new TpeSampler().Describe());
        Assert.Equal(
            "TpeSampler, start-up trials 20, good fraction 0.1, weighting Even, each hyperparameter alone",
            new TpeSampler
            {
                StartupTrials = 20,
                GoodFraction = 0.1,
                Weighting = TpeWeighting.Even,
                IsMultivariate = false,
            }.Describe());
        Assert.Equal(new TpeSampler { Candidates = 12 }, new TpeSampler { Candidates = 12 });
    }

    private static double Bowl(Configuration config) =>
        Math.Pow(config["x"].ToDouble() - 0.4, 2) + Math.Pow(config["y"].ToDouble() - 0.6, 2);

    private static double MixedLoss(Configuration config) =>
        Math.Pow(Math.Log10(config["rate"].ToDouble()) + 2.7, 2)
        + (0.3 * Math.Pow(Math.Log10(config["decay"].ToDouble()) + 4, 2))
        + (0.15 * Math.Pow(config["layers"].ToDouble() - 3, 2))
        + (0.4 * Math.Pow(Math.Log2(config["width"].ToDouble()) - 7.5, 2))
        + (config["activation"].ToString() switch { "gelu" => 0, "relu" => 0.3, _ => 0.7 })
        + (config["optimizer"].ToString() switch
        {
            "sgd" => 6 * Math.Pow(config["momentum"].ToDouble() - 0.9, 2),
            "adam" => 0.3,
            _ => 0.6,
        });

    private static double BestOf(
        Sampler sampler, SearchSpace space, Func<Configuration, double> loss, int trials, ulong seed)
    {
        var search = new AskTell(sampler, space, Loss, seed);
        for (var i = 0; i < trials; i++)
        {
            var trial = search.Ask();
            search.Tell(trial, loss(trial.Config));
        }

        return search.Best!.Value;
    }
}
