using Clade.Schedulers;

namespace Clade.Core.Tests;

public sealed class ExploreByFunctionTests
{
    private static readonly SearchSpace Space = new()
    {
        ["lr"] = Search.Uniform(0, 1),
        ["hidden"] = Search.RandInt(1, 100),
        ["depth"] = Search.RandInt(1, 9).Structural(),
        ["kind"] = Search.Choice("a", "b"),
        ["beta"] = Search.Uniform(0, 1).When("kind", "b"),
    };

    private static readonly Configuration Donor =
        Configuration.Of(("lr", 0.5), ("hidden", 10), ("depth", 3), ("kind", "a"));

    [Fact]
    public void The_default_perturbs_or_resamples()
    {
        var result = Run(Explore.PerturbOrResample);
        Assert.Equal(
            PerturbOrResample.Run(Donor, Space, Options, Draws.Random(1)).Config, result.Config);
    }

    [Fact]
    public void A_function_may_replace_the_rule()
    {
        var result = Run(Explore.Replace(static input => input.Config.With("lr", 0.25)));
        Assert.Equal(Donor.With("lr", 0.25), result.Config);
        Assert.Equal(
            [("lr", "function"), ("hidden", "inherited"), ("depth", "inherited"), ("kind", "inherited")],
            result.Changes.Select(static change => (change.Name, change.Operation)));
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void A_function_may_follow_the_rule()
    {
        var rule = PerturbOrResample.Run(Donor, Space, Options, Draws.Random(1));
        var result = Run(Explore.Then(static input => input.Config.With("hidden", 77)));
        Assert.Equal(rule.Config.With("hidden", 77), result.Config);
        Assert.Equal(rule.Changes[0], result.Changes[0]);
        Assert.Equal($"{rule.Changes[1].Operation}, function", result.Changes[1].Operation);
        Assert.Equal((10, 77), (result.Changes[1].Old, result.Changes[1].New));
    }

    [Fact]
    public void The_same_key_gives_a_function_the_same_chance()
    {
        var explore = Explore.Replace(static input => input.Config.With("lr", input.Random.NextDouble()));
        Assert.Equal(Run(explore).Config, Run(explore).Config);
        Assert.NotEqual(Run(explore).Config, Run(explore, key: 2).Config);
    }

    [Fact]
    public void Values_outside_the_space_are_put_right_with_warnings()
    {
        var result = Run(Explore.Replace(static input =>
            input.Config.With("lr", 5).With("hidden", 12.4).With("kind", 1).With("beta", 0.5).With("typo", 1)));
        Assert.Equal(
            Donor.With("lr", Math.BitDecrement(1.0)).With("hidden", 12), result.Config);
        Assert.Equal(
            [
                "Hyperparameter 'typo': the explore function gave 1, but the search space has no such " +
                    "hyperparameter, only lr, hidden, depth, kind, beta; the value was dropped. Correct the name.",
                "Hyperparameter 'lr': the explore function gave 5, which is outside [0, 1); it was clipped to " +
                    "0.9999999999999999. Call space.Clip for values that may leave their range.",
                "Hyperparameter 'hidden': the explore function gave 12.4, which is a float, where an integer is " +
                    "wanted; it was clipped to 12. Call space.Clip for values that may leave their range.",
                "Hyperparameter 'kind': the explore function gave 1, which is none of \"a\", \"b\"; \"a\" was used. " +
                    "Call space.Clip for values that may leave their range.",
                "Hyperparameter 'beta': the explore function gave 0.5, but its condition turns it off; the value was " +
                    "dropped. Leave it out.",
            ],
            result.Warnings);
        Assert.Equal(
            ["function, clipped", "function, clipped", "inherited", "inherited"],
            result.Changes.Select(static change => change.Operation));
    }

    [Fact]
    public void What_is_left_out_is_kept_and_what_is_turned_on_is_drawn()
    {
        var result = Run(Explore.Replace(static input => input.Config.Without("lr").With("kind", "b")));
        Assert.Equal(0.5, result.Config["lr"]);
        Assert.InRange(result.Config["beta"].ToDouble(), 0, 1);
        Assert.Equal("turned on", result.Changes.Single(static change => change.Name == "beta").Operation);
        Assert.Equal(
            "Hyperparameter 'lr': the explore function gave no value, though it exists; 0.5 was kept. Return the " +
            "configuration with that value too.", Assert.Single(result.Warnings));
        Assert.Empty(Space.Mistakes(result.Config));
    }

    [Fact]
    public void Strictness_refuses_what_would_be_put_right()
    {
        var explore = Explore.Replace(static input => input.Config.With("lr", 5).With("hidden", 0)) with
        {
            Strict = true,
        };
        var refusal = Assert.Throws<SearchSpaceException>(() => Run(explore));
        Assert.Equal(
            [
                "Hyperparameter 'lr': the explore function gave 5, which is outside [0, 1). Call space.Clip for " +
                    "values that may leave their range.",
                "Hyperparameter 'hidden': the explore function gave 0, which is outside [1, 100). Call space.Clip " +
                    "for values that may leave their range.",
            ],
            refusal.Mistakes);
        var good = Explore.Replace(static input => input.Config.With("lr", input.Space.Clip("lr", 5)));
        Assert.Empty(Run(good with { Strict = true }).Warnings);
    }

    [Fact]
    public void Structural_changes_are_always_refused()
    {
        foreach (var explore in new Func<ExploreFunction, Explore>[] { Explore.Replace, Explore.Then })
        {
            Assert.Equal(
                "Hyperparameter 'depth': the explore function changed it from 3 to 4, but it is structural: the " +
                "donor's weights would not fit. Leave it as it is.",
                Refusal(explore(static input => input.Config.With("depth", 4))).Message);
            Assert.Contains(
                "changed it from 3 to nothing",
                Refusal(explore(static input => input.Config.Without("depth"))).Message);
        }
    }

    [Fact]
    public void A_function_that_fails_is_named()
    {
        Assert.StartsWith(
            "The explore function threw KeyNotFoundException: There is no hyperparameter 'typo'",
            Refusal(Explore.Replace(static input => input.Config.With("lr", input.Config["typo"]))).Message);
        Assert.StartsWith(
            "The explore function returned null", Refusal(Explore.Replace(static _ => null!)).Message);
    }

    private static readonly PerturbationOptions Options = new(null, 0.25, [1.2, 0.8]);

    private static SearchSpaceException Refusal(Explore explore) =>
        Assert.Throws<SearchSpaceException>(() => Run(explore));

    private static ExploreResult Run(Explore explore, long key = 1) =>
        explore.Run(new ExploreRequest(Donor, Donor, Space, Options, Draws.Random(key)));
}
