namespace Clade.Core.Tests.Analysis;

public sealed class FanovaTests
{
    // The variance of w·x, x even in [0, 1], is w²/12: 16, 4 and 1 of 21.
    private static double Additive(Configuration config) => (4 * config.X(0)) + (2 * config.X(1)) + config.X(2);

    [Fact]
    public void An_additive_function_is_divided_by_its_variances()
    {
        var space = Drawn.Floats(5);
        var result = Importance.Fanova(space, Drawn.Trials(space, 600, static (config, _) => Additive(config)));

        Assert.Equal(["x0", "x1", "x2"], result.Hyperparameters.Take(3).Select(static share => share.Name));
        Assert.Equal(16.0 / 21, result["x0"].Share, 0.05);
        Assert.Equal(4.0 / 21, result["x1"].Share, 0.05);
        Assert.Equal(1.0 / 21, result["x2"].Share, 0.03);
        Assert.InRange(result["x3"].Share, 0, 0.01);
        Assert.InRange(result["x4"].Share, 0, 0.01);
        Assert.All(result.Pairs, static pair => Assert.InRange(pair.Estimate.Share, 0, 0.01));
        Assert.Equal((600, 0), (result.TrialsUsed, result.TrialsLeftOut));
        Assert.InRange(result.Fit!.Value, 0.97, 1);
        Assert.Equal(10, result.Pairs.Length);
    }

    [Fact]
    public void Noise_is_no_interaction()
    {
        // The noise has more than half the variance of the function.
        var space = Drawn.Floats(4);
        var result = Importance.Fanova(space, Drawn.Trials(
            space, 1_000, static (config, noise) => Additive(config) + noise.NextNormal()));

        Assert.Equal(16.0 / 21, result["x0"].Share, 0.06);
        Assert.Equal(4.0 / 21, result["x1"].Share, 0.04);
        Assert.All(result.Pairs, static pair => Assert.InRange(pair.Estimate.Share, 0, 0.03));
        Assert.InRange(result.Fit!.Value, 0.5, 0.7);
    }

    [Fact]
    public void The_Ishigami_function_is_divided_as_it_is_known()
    {
        // a = 7, b = 0.1: 0.314 and 0.442 alone, x0 and x2 together 0.244, nothing else.
        var space = Drawn.Floats(3, -Math.PI, Math.PI);
        var result = Importance.Fanova(space, Drawn.Trials(space, 1_000, static (config, _) =>
            Math.Sin(config.X(0)) + (7 * Math.Pow(Math.Sin(config.X(1)), 2))
            + (0.1 * Math.Pow(config.X(2), 4) * Math.Sin(config.X(0)))));

        Assert.Equal(0.314, result["x0"].Share, 0.07);
        Assert.Equal(0.442, result["x1"].Share, 0.07);
        Assert.Equal(0, result["x2"].Share, 0.02);
        Assert.Equal(("x0", "x2"), (result.Pairs[0].First, result.Pairs[0].Second));
        Assert.Equal(0.244, result.Pairs[0].Estimate.Share, 0.05);
        Assert.InRange(result.Pairs[1].Estimate.Share, 0, 0.03);
        Assert.InRange(result.HigherOrderShare, 0, 0.03);
    }

    [Fact]
    public void Categories_integers_and_log_scales_count_as_they_are_drawn()
    {
        // On its log scale lr is even in [0, 1]: 1/12. Three categories at 0, 0 and 0.6: 0.08. Five integers: 0.02.
        var space = new SearchSpace
        {
            ["lr"] = Search.LogUniform(1e-4, 1),
            ["kind"] = Search.Choice("a", "b", "c"),
            ["layers"] = Search.RandInt(1, 6),
            ["one"] = Search.RandInt(3, 4),
            ["fixed"] = Search.Constant(7),
            ["flag"] = Search.Boolean(),
        };
        var result = Importance.Fanova(space, Drawn.Trials(space, 600, static (config, _) =>
            (Math.Log10(config["lr"].ToDouble()) / 4) + (config["kind"].ToString() == "b" ? 0.6 : 0)
            + (0.1 * config["layers"].ToInt64())));

        const double total = (1.0 / 12) + 0.08 + 0.02;
        Assert.Equal(1.0 / 12 / total, result["lr"].Share, 0.04);
        Assert.Equal(0.08 / total, result["kind"].Share, 0.04);
        Assert.Equal(0.02 / total, result["layers"].Share, 0.04);
        Assert.InRange(result["flag"].Share, 0, 0.01);
        // What can have one value has no share, as a constant has none.
        Assert.DoesNotContain(result.Hyperparameters, static share => share.Name is "fixed" or "one");
    }

    [Fact]
    public void A_hyperparameter_that_is_off_has_no_effect_there()
    {
        // Half of the space has 0, the other half beta, even in [0, 1]. As a function of both: kind alone 1/16, beta
        // alone 1/48, and as much again together; in all 5/48.
        var space = new SearchSpace
        {
            ["kind"] = Search.Choice("sgd", "adam"),
            ["beta"] = Search.Uniform(0, 1).When("kind", "adam"),
        };
        var result = Importance.Fanova(space, Drawn.Trials(space, 600, static (config, _) =>
            config.TryGetValue("beta", out var beta) ? beta.ToDouble() : 0));

        Assert.Equal(0.6, result["kind"].Share, 0.05);
        Assert.Equal(0.2, result["beta"].Share, 0.05);
        Assert.Equal(0.2, Assert.Single(result.Pairs).Estimate.Share, 0.05);
    }

    [Fact]
    public void Failed_trials_are_left_out_and_counted()
    {
        var space = Drawn.Floats(2);
        var trials = Drawn.Trials(space, 200, static (config, _) => config.X(0));
        var failed = Drawn.Trials(space, 3, static (_, _) => double.NaN, seed: 2);
        failed[1] = failed[1] with { Score = double.PositiveInfinity };

        var result = Importance.Fanova(space, [.. failed, .. trials]);
        Assert.Equal((200, 3), (result.TrialsUsed, result.TrialsLeftOut));
        Assert.Equal(Importance.Fanova(space, trials) with { TrialsLeftOut = 3 }, result);
    }

    [Fact]
    public void The_same_trials_and_seed_give_the_same_shares()
    {
        var space = Drawn.Floats(3);
        var trials = Drawn.Trials(space, 100, static (config, _) => Additive(config));

        Assert.Equal(Importance.Fanova(space, trials), Importance.Fanova(space, trials));
        Assert.NotEqual(
            Importance.Fanova(space, trials), Importance.Fanova(space, trials, new FanovaOptions { Seed = 1 }));
    }

    [Fact]
    public void Shares_depend_neither_on_direction_nor_on_unit()
    {
        var space = Drawn.Floats(3);
        var trials = Drawn.Trials(space, 100, static (config, _) => Additive(config));
        var shares = Importance.Fanova(space, trials);
        foreach (var factor in new[] { -1, 1e300, 1e-300 })
        {
            var others = Importance.Fanova(
                space, trials.Select(trial => trial with { Score = trial.Score * factor }));

            // Of two splits that are equally good, rounding decides.
            Assert.All(shares.Hyperparameters, share =>
                Assert.Equal(share.Estimate.Share, others[share.Name].Share, 0.01));
        }
    }

    [Fact]
    public void Ranks_are_not_ruled_by_one_disaster()
    {
        var space = Drawn.Floats(3);
        var trials = Drawn.Trials(space, 200, static (config, _) => Additive(config));
        trials[7] = trials[7] with { Score = -1e9 };

        var plain = Importance.Fanova(space, trials);
        Assert.False(plain.HasShares);
        Assert.Contains("too noisy", plain.NoSharesReason);
        Assert.Equal(
            16.0 / 21, Importance.Fanova(space, trials, new FanovaOptions { UseRanks = true })["x0"].Share, 0.1);
    }

    [Fact]
    public void Too_few_trials_give_a_reason_and_no_numbers()
    {
        var space = Drawn.Floats(12);
        var trials = Drawn.Trials(space, 60, static (config, _) => config.X(0));
        Assert.True(Importance.Fanova(space, trials).HasShares);

        var result = Importance.Fanova(space, [.. trials.Skip(1), trials[0] with { Score = double.NaN }]);
        Assert.False(result.HasShares);
        Assert.Equal(
            "There are too few trials: 59 (1 more have no score that could be used), and 12 hyperparameters need 60. " +
            "Run more trials.", result.NoSharesReason);
        Assert.Empty(result.Hyperparameters);
        Assert.Equal(result.NoSharesReason, result.ToString());
        Assert.Contains("59 (1 more", Assert.Throws<CladeException>(() => result["x0"]).Message);
        Assert.Contains("need 50", Importance.Fanova(Drawn.Floats(1), []).NoSharesReason);
    }

    [Fact]
    public void Scores_that_nothing_explains_give_a_reason_and_no_numbers()
    {
        var space = Drawn.Floats(3);
        var noise = Importance.Fanova(space, Drawn.Trials(space, 200, static (_, noise) => noise.NextDouble()));
        Assert.Contains("R²", noise.NoSharesReason);
        Assert.Contains(
            "All 200 scores are equal", Importance.Fanova(space, Drawn.Trials(space, 200, static (_, _) => 0.1))
                .ToString());
        Assert.Contains(
            "no hyperparameter", Importance.Fanova(new SearchSpace { ["a"] = Search.Constant(1) }, []).NoSharesReason);
    }

    [Fact]
    public void Configurations_outside_the_space_are_refused()
    {
        var e = Assert.Throws<ArgumentException>(() => Importance.Fanova(
            Drawn.Floats(1), [new ScoredConfiguration(Configuration.Of(("x0", 3.0)), 1)]));
        Assert.Contains("x0=3 does not lie in the search space", e.Message);
    }

    [Fact]
    public void A_share_that_is_not_there_is_refused_with_those_that_are()
    {
        var space = Drawn.Floats(2);
        var result = Importance.Fanova(space, Drawn.Trials(space, 60, static (config, _) => config.X(0)));
        Assert.Equal(
            "'x7' has no share. Those that have are: x0, x1.",
            Assert.Throws<CladeException>(() => result["x7"]).Message);
        Assert.Matches(@"^x0 \d\.\d\d \(\d\.\d\d to \d\.\d\d\)\nx1 .*\nx0 × x1 .*$", result.ToString());
    }

    [Fact]
    public void Options_outside_their_ranges_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FanovaOptions { Trees = 3 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FanovaOptions { LeafTrialsMin = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PedAnovaOptions { TopFraction = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PedAnovaOptions { RegionFraction = 1.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PedAnovaOptions { Resamples = 1 });
    }
}
