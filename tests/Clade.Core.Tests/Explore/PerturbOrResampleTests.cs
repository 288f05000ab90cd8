using System.Collections.Immutable;
using Clade.Schedulers;

namespace Clade.Core.Tests;

public sealed class PerturbOrResampleTests
{
    private static readonly ImmutableArray<double> Factors = [1.2, 0.8];

    // The common start P5 of the worked cases; the functions say how to draw afresh, the space how to move.
    private static readonly SearchSpace P5 = new()
    {
        ["float"] = Search.Uniform(0, 1000),
        ["const"] = Search.Constant(3),
        ["int"] = Search.RandInt(0, 1000),
        ["id"] = Search.RandInt(0, 1000),
    };

    private static readonly SearchSpace P5Mutations = new()
    {
        ["float"] = Search.SampleFrom(static (_, _) => 100.0),
        ["int"] = Search.SampleFrom(static (_, _) => 10),
        ["id"] = Search.Ordered(100),
    };

    private static readonly Configuration P5Donor =
        Configuration.Of(("float", 2.0), ("const", 3), ("int", 10), ("id", 3));

    [Fact]
    public void Numbers_move_by_a_factor_and_strangers_to_a_list_are_drawn_afresh()
    {
        var results = Explore(P5Donor, P5, resample: 0, mutations: P5Mutations, count: 100);
        Assert.Equal(
            [1.6, 2.4], results.Select(static r => r.Config["float"].ToDouble()).Distinct().Order());
        Assert.Equal([8, 12], results.Select(static r => r.Config["int"].ToInt64()).Distinct().Order());
        Assert.All(results, static r => Assert.Equal((3, 100), (r.Config["const"], r.Config["id"])));
        Assert.All(results, static r => Assert.Equal(
            [
                ("float", r.Config["float"] == 2.4 ? "×1.2" : "×0.8"), ("const", "inherited"),
                ("int", r.Config["int"] == 12 ? "×1.2" : "×0.8"), ("id", "resample"),
            ],
            r.Changes.Select(static change => (change.Name, change.Operation))));
    }

    [Fact]
    public void Everything_is_drawn_afresh_when_the_probability_is_one() => Assert.All(
        Explore(P5Donor, P5, resample: 1, mutations: P5Mutations, count: 50), static r => Assert.Equal(
            Configuration.Of(("float", 100.0), ("const", 3), ("int", 10), ("id", 100)), r.Config));

    [Theory]
    [InlineData(4, new long[] { 3, 8 })]
    [InlineData(3, new long[] { 3, 4 })]
    [InlineData(8, new long[] { 4, 10 })]
    [InlineData(10, new long[] { 8, 10 })]
    [InlineData(7, new long[] { 3, 4, 8, 10 })]
    public void Lists_move_to_a_neighbour(long from, long[] expected)
    {
        var flat = new SearchSpace { ["a"] = Search.RandInt(0, 20) };
        var nested = new SearchSpace { ["b"] = new SearchSpace { ["a"] = Search.RandInt(0, 20) } };
        var list = Search.Ordered(3, 4, 8, 10);
        var results = Explore(
            Configuration.Of(("a", from)), flat, resample: 0, mutations: new SearchSpace { ["a"] = list }, count: 100);
        Assert.Equal(expected, results.Select(static r => r.Config["a"].ToInt64()).Distinct().Order());

        results = Explore(
            Configuration.Of(("b.a", from)), nested, resample: 0, count: 100,
            mutations: new SearchSpace { ["b"] = new SearchSpace { ["a"] = list } });
        Assert.Equal(expected, results.Select(static r => r.Config["b.a"].ToInt64()).Distinct().Order());

        results = Explore(
            Configuration.Of(("a", from)), flat, resample: 1, mutations: new SearchSpace { ["a"] = list }, count: 100);
        Assert.Equal([3, 4, 8, 10], results.Select(static r => r.Config["a"].ToInt64()).Distinct().Order());
    }

    [Fact]
    public void Operations_come_up_as_often_as_in_Ray_Tune()
    {
        // Shares of 100,000 calls of Ray Tune's explore (shared/data/peers/explore_operations.json); what it calls a
        // shift without effect is "stay" here.
        AssertShares(Search.Uniform(0, 1), 0.5, ("×0.8", 0.37449), ("×1.2", 0.37333), ("resample", 0.25218));
        AssertShares(Search.LogUniform(1e-4, 0.1), 0.01, ("×0.8", 0.37586), ("×1.2", 0.37741), ("resample", 0.24673));
        AssertShares(Search.RandInt(1, 99), 50, ("×0.8", 0.37589), ("×1.2", 0.37469), ("resample", 0.24942));
        var list = Search.Ordered(16, 32, 64, 128);
        AssertShares(list, 16, ("resample", 0.24881), ("stay", 0.37603), ("step right", 0.37516));
        AssertShares(list, 32, ("resample", 0.25298), ("step left", 0.37354), ("step right", 0.37348));
        AssertShares(list, 128, ("resample", 0.25285), ("step left", 0.37256), ("stay", 0.37459));
    }

    [Fact]
    public void A_stranger_to_a_list_is_always_drawn_afresh() => Assert.All(
        Explore(
            Configuration.Of(("x", 48)), new SearchSpace { ["x"] = Search.RandInt(1, 200) }, resample: 0.25,
            mutations: new SearchSpace { ["x"] = Search.Ordered(16, 32, 64, 128) }, count: 200),
        static r => Assert.Equal("resample", r.Changes[0].Operation));

    [Fact]
    public void An_unordered_choice_is_drawn_afresh_and_a_boolean_flips_with_the_probability()
    {
        AssertShares(Search.Choice("a", "b"), "a", ("resample", 1.0));
        AssertShares(Search.Boolean(), true, ("flip", 0.25), ("stay", 0.75));
        var space = new SearchSpace { ["x"] = Search.Choice("a", "b") };
        var values = Explore(Configuration.Of(("x", "a")), space, 0, count: 200).Select(static r => r.Config["x"]);
        Assert.Equal(2, values.Distinct().Count());
        Assert.All(
            Explore(Configuration.Of(("x", true)), new SearchSpace { ["x"] = Search.Boolean() }, 1, count: 50),
            static r => Assert.False(r.Config["x"].ToBoolean()));
    }

    [Theory]
    [InlineData(0, 1, 0, new[] { 0.0, 0.1 }, new[] { "+10% of range", "−10% of range, clipped" })]
    [InlineData(-1, 3, 0, new[] { -0.4, 0.4 }, new[] { "+10% of range", "−10% of range" })]
    [InlineData(-1, 3, 2.9, new[] { 2.5, 2.9999999999999996 }, new[] { "+10% of range, clipped", "−10% of range" })]
    [InlineData(-5, -1, -4, new[] { -4.8, -3.2 }, new[] { "×0.8", "×1.2" })]
    public void Zero_and_ranges_across_zero_move_by_a_share_of_the_range(
        double low, double high, double from, double[] expected, string[] operations)
    {
        var space = new SearchSpace { ["x"] = Search.Uniform(low, high) };
        var results = Explore(Configuration.Of(("x", from)), space, resample: 0, count: 50);
        var values = results.Select(static r => r.Config["x"].ToDouble()).Distinct().Order().ToList();
        Assert.Equal(expected.Length, values.Count);
        Assert.All(values.Zip(expected), static pair => Assert.Equal(pair.Second, pair.First, 1e-12));
        Assert.Equal(
            operations, results.Select(static r => r.Changes[0].Operation).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_normal_moves_by_two_fifths_of_its_deviation_around_zero_and_by_a_factor_elsewhere()
    {
        var around = new SearchSpace { ["x"] = Search.Normal(0, 1) };
        Assert.Equal(
            [-0.4, 0.4],
            Explore(Configuration.Of(("x", 0.0)), around, 0, count: 50)
                .Select(static r => Math.Round(r.Config["x"].ToDouble(), 12)).Distinct().Order());
        var elsewhere = new SearchSpace { ["x"] = Search.Normal(10, 1) };
        Assert.Equal(
            [8, 12],
            Explore(Configuration.Of(("x", 10.0)), elsewhere, 0, count: 50)
                .Select(static r => r.Config["x"].ToDouble()).Distinct().Order());
    }

    [Theory]
    [InlineData(1, 0, 2)]
    [InlineData(2, 1, 3)]
    [InlineData(3, 2, 4)]
    [InlineData(4, 3, 5)]
    [InlineData(10, 8, 12)]
    public void Small_integers_always_move(long from, long down, long up)
    {
        var space = new SearchSpace { ["x"] = Search.RandInt(0, 100) };
        var results = Explore(Configuration.Of(("x", from)), space, resample: 0, count: 50);
        Assert.Equal([down, up], results.Select(static r => r.Config["x"].ToInt64()).Distinct().Order());
        Assert.All(results, r => Assert.Equal(r.Config["x"] == up ? "×1.2" : "×0.8", r.Changes[0].Operation));
    }

    [Fact]
    public void Negative_integers_move_in_the_factors_direction_and_zero_moves_both_ways()
    {
        var space = new SearchSpace { ["x"] = Search.RandInt(-9, 0), ["y"] = Search.RandInt(-9, 15) };
        var results = Explore(Configuration.Of(("x", -2), ("y", 0)), space, resample: 0, count: 50);
        Assert.Equal([-3, -1], results.Select(static r => r.Config["x"].ToInt64()).Distinct().Order());
        Assert.Equal([-2, 2], results.Select(static r => r.Config["y"].ToInt64()).Distinct().Order());
    }

    [Fact]
    public void Quantised_values_move_by_a_whole_quantum_at_least()
    {
        var space = new SearchSpace
        {
            ["x"] = Search.Uniform(0, 1, quantum: 0.25),
            ["n"] = Search.RandInt(32, 512, quantum: 32),
        };
        var results = Explore(Configuration.Of(("x", 0.5), ("n", 64)), space, resample: 0, count: 50);
        Assert.Equal([0.25, 0.75], results.Select(static r => r.Config["x"].ToDouble()).Distinct().Order());
        Assert.Equal([32, 96], results.Select(static r => r.Config["n"].ToInt64()).Distinct().Order());
    }

    [Fact]
    public void Factors_that_are_inverses_do_not_drift()
    {
        // 1.2 and 0.8 lose 2 % in the log mean at every step; 1.25 and 0.8 none.
        var space = new SearchSpace { ["x"] = Search.LogUniform(1e-300, 1e300) };
        double Drift(ImmutableArray<double> factors) => Enumerable.Range(0, 2000).Average(i => Math.Log(
            PerturbOrResample.Run(
                Configuration.Of(("x", 1.0)), space, new PerturbationOptions(null, 0, factors), Draws.Random(i))
                .Config["x"].ToDouble()));
        Assert.Equal(0, Drift([1.25, 0.8]), 0.018);
        Assert.Equal(-0.0204, Drift([1.2, 0.8]), 0.016);
    }

    [Fact]
    public void Momentum_stays_below_its_bound()
    {
        var space = new SearchSpace { ["momentum"] = Search.Uniform(0.1, 1) };
        var results = Explore(Configuration.Of(("momentum", 0.9)), space, resample: 0, count: 50);
        var clipped = results.Where(static r => r.Changes[0].Operation == "×1.2, clipped").ToList();
        Assert.InRange(clipped.Count, 10, 40);
        Assert.All(clipped, static r => Assert.True(r.Config["momentum"].ToDouble() is > 0.999 and < 1));
    }

    private static List<ExploreResult> Explore(
        Configuration donor, SearchSpace space, double resample, SearchSpace? mutations = null, int count = 1)
    {
        Assert.Empty(MutationCheck.Mistakes(space, mutations));
        var options = new PerturbationOptions(mutations, resample, Factors);
        return
        [
            .. Enumerable.Range(0, count).Select(i => PerturbOrResample.Run(donor, space, options, Draws.Random(i))),
        ];
    }

    private static void AssertShares(
        Domain domain, HyperparameterValue from, params IReadOnlyCollection<(string Operation, double Share)> expected)
    {
        const int Count = 20_000;
        var space = new SearchSpace { ["x"] = domain };
        var shares = Explore(Configuration.Of(("x", from)), space, resample: 0.25, count: Count)
            .GroupBy(static r => r.Changes[0].Operation)
            .ToDictionary(static group => group.Key, static group => group.Count() / (double)Count);
        Assert.Equal(expected.Select(static e => e.Operation).Order(), shares.Keys.Order());
        // Both sides are measured: 4.5 standard errors of their difference.
        Assert.All(expected, e => Assert.Equal(
            e.Share, shares[e.Operation], 4.5 * Math.Sqrt(e.Share * (1.001 - e.Share) * ((1.0 / Count) + 1e-5))));
    }
}
