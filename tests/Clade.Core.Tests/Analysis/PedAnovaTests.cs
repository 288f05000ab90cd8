namespace Clade.Core.Tests.Analysis;

public sealed class PedAnovaTests
{
    [Fact]
    public void What_alone_makes_trials_good_has_nearly_all_of_the_importance()
    {
        var space = Drawn.Floats(5);
        var result = Importance.PedAnova(
            space, Drawn.Trials(space, 500, static (config, _) => -Math.Abs(config.X(2) - 0.3)));

        Assert.Equal("x2", result.Hyperparameters[0].Name);
        Assert.InRange(result["x2"].Share, 0.95, 1);
        Assert.InRange(result["x2"].Low, 0.9, 1);
        Assert.Equal(1, result.Hyperparameters.Sum(static share => share.Estimate.Share), 9);
        Assert.Empty(result.Pairs);
        Assert.Null(result.Fit);
    }

    [Fact]
    public void Shares_are_those_of_the_densities()
    {
        // Good is whatever is among the best half of a, and of these all with flag: by hand, the density of flag among
        // the good is 1 and 0 instead of 1/2 and 1/2, that of a twice what it was on one half and 0 on the other. Both
        // divergences are 1.
        var space = new SearchSpace { ["a"] = Search.Choice("p", "q", "r", "s"), ["flag"] = Search.Boolean() };
        var result = Importance.PedAnova(
            space,
            Drawn.Trials(space, 4_000, static (config, random) =>
                (config["flag"].ToBoolean() && config["a"].ToString() is "p" or "q" ? 1 : 0) + random.NextDouble()),
            new PedAnovaOptions { TopFraction = 0.2 });

        Assert.Equal(0.5, result["a"].Share, 0.03);
        Assert.Equal(0.5, result["flag"].Share, 0.03);
    }

    [Fact]
    public void Within_the_better_half_something_else_may_matter()
    {
        // Whether x0 is above 1/2 decides most; among those x1 does.
        var space = Drawn.Floats(2);
        var trials = Drawn.Trials(
            space, 1_000, static (config, _) => (config.X(0) > 0.5 ? 1 : 0) + (0.1 * config.X(1)));

        var overall = Importance.PedAnova(space, trials, new PedAnovaOptions { TopFraction = 0.45 });
        Assert.InRange(overall["x0"].Share, 0.85, 1);

        var inside = Importance.PedAnova(
            space, trials, new PedAnovaOptions { TopFraction = 0.1, RegionFraction = 0.45 });
        Assert.InRange(inside["x1"].Share, 0.9, 1);
    }

    [Fact]
    public void A_hyperparameter_that_is_off_tells_nothing()
    {
        // Good is sgd, where beta is off: that beta occurs with the others only says nothing about beta.
        var space = new SearchSpace
        {
            ["kind"] = Search.Choice("sgd", "adam", "rmsprop"),
            ["beta"] = Search.Uniform(0, 1).When("kind", "adam", "rmsprop"),
        };
        var result = Importance.PedAnova(space, Drawn.Trials(space, 1_000, static (config, random) =>
            (config["kind"].ToString() == "sgd" ? 1 : 0) + (0.1 * random.NextDouble())));

        Assert.InRange(result["kind"].Share, 0.97, 1);
    }

    [Fact]
    public void Higher_scores_are_better()
    {
        var space = Drawn.Floats(2);
        // The good are good by x0; the bad are bad by x1.
        var trials = Drawn.Trials(space, 1_000, static (config, _) =>
            Math.Max(0, config.X(0) - 0.7) - Math.Max(0, config.X(1) - 0.7));

        Assert.Equal("x0", Importance.PedAnova(space, trials).Hyperparameters[0].Name);
        Assert.Equal("x1", Importance.PedAnova(
            space, trials.Select(static trial => trial with { Score = -trial.Score })).Hyperparameters[0].Name);
    }

    [Fact]
    public void Too_few_or_equal_trials_give_a_reason_and_no_numbers()
    {
        var space = Drawn.Floats(2);
        var trials = Drawn.Trials(space, 100, static (config, _) => config.X(0));
        Assert.True(Importance.PedAnova(space, trials).HasShares);
        Assert.Contains(
            "too few trials: 99, and 2 hyperparameters need 100",
            Importance.PedAnova(space, trials.Skip(1)).NoSharesReason);
        Assert.Contains(
            "need 200", Importance.PedAnova(space, trials, new PedAnovaOptions { TopFraction = 0.05 }).NoSharesReason);

        var coarse = Drawn.Trials(space, 100, static (config, _) => config.X(0) > 0.01 ? 1 : 0);
        Assert.Contains(
            "too many scores are equal",
            Importance.PedAnova(space, coarse, new PedAnovaOptions { RegionFraction = 0.5 }).NoSharesReason);
    }

    [Fact]
    public void The_good_must_be_fewer_than_the_region()
    {
        var e = Assert.Throws<ArgumentException>(() => Importance.PedAnova(
            Drawn.Floats(1), [], new PedAnovaOptions { TopFraction = 0.3, RegionFraction = 0.3 }));
        Assert.Contains("TopFraction (0.3) must be below RegionFraction (0.3)", e.Message);
    }

    [Fact]
    public void The_same_trials_and_seed_give_the_same_shares()
    {
        var space = Drawn.Floats(3);
        var trials = Drawn.Trials(space, 200, static (config, _) => config.X(0) * config.X(1));
        Assert.Equal(Importance.PedAnova(space, trials), Importance.PedAnova(space, trials));
    }
}
