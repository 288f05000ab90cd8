using CsCheck;

namespace Clade.Core.Tests;

public sealed class DomainTests
{
    [Fact]
    public void Ranges_include_their_lower_bound_and_exclude_their_upper_one()
    {
        Assert.All(Draws.Numbers(Search.Uniform(-5, -1)), x => Assert.True(x is >= -5 and < -1));
        Assert.All(Draws.Numbers(Search.LogUniform(1e-4, 1e-2)), x => Assert.True(x is >= 1e-4 and < 1e-2));
        Assert.Equal(
            Enumerable.Range(-9, 24).Select(static n => (HyperparameterValue)n),
            Draws.Of(Search.RandInt(-9, 15)).Distinct().OrderBy(static value => value.ToInt64()));
        Assert.Equal(
            Enumerable.Range(1, 9).Select(static n => (HyperparameterValue)n),
            Draws.Of(Search.LogRandInt(1, 10)).Distinct().OrderBy(static value => value.ToInt64()));
    }

    [Fact]
    public void Quantised_ranges_include_both_bounds_and_hold_multiples_only()
    {
        Assert.Equal(
            [3.2, 3.4, 3.6, 3.8, 4, 4.2, 4.4, 4.6, 4.8, 5, 5.2, 5.4],
            Draws.Numbers(Search.Uniform(3.2, 5.4, quantum: 0.2)).Distinct().Order());
        Assert.Equal(
            [-21, -18, -15, -12, -9, -6, -3, 0, 3, 6, 9, 12],
            Draws.Numbers(Search.RandInt(-21, 12, quantum: 3)).Distinct().Order());
        Assert.Equal(
            [2, 4, 6, 8, 10, 12, 14, 16, 18, 20],
            Draws.Numbers(Search.LogRandInt(2, 20, quantum: 2)).Distinct().Order());
        Assert.Equal(
            [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
            Draws.Numbers(Search.LogUniform(0.1, 1, quantum: 0.1), 4000).Distinct().Order());
        Assert.All(Draws.Numbers(Search.Normal(0, 5, quantum: 0.5)), x => Assert.Equal(0, x % 0.5));
    }

    [Fact]
    public void Draws_follow_their_distribution()
    {
        const int Count = 20_000;
        var limit = 1.95 / Math.Sqrt(Count);
        Assert.InRange(Draws.Distance(Draws.Numbers(Search.Uniform(-2, 6), Count), x => (x + 2) / 8), 0, limit);
        Assert.InRange(
            Draws.Distance(
                Draws.Numbers(Search.LogUniform(1e-4, 1), Count), x => 1 + (Math.Log(x) / Math.Log(1e4))), 0, limit);
        Assert.InRange(
            Draws.Distance(Draws.Numbers(Search.Normal(3, 2), Count), x => Draws.NormalBelow((x - 3) / 2)), 0, limit);
    }

    [Fact]
    public void Each_of_several_values_is_as_likely_as_it_should_be()
    {
        AssertFrequencies(Search.RandInt(0, 5), static _ => 0.2);
        AssertFrequencies(Search.RandInt(0, 8, quantum: 2), static _ => 0.2);
        AssertFrequencies(Search.Uniform(0, 1, quantum: 0.25), static _ => 0.2);
        AssertFrequencies(Search.LogRandInt(1, 5), static n => Math.Log((n + 0.5) / (n - 0.5)) / Math.Log(9));
        AssertFrequencies(Search.LogUniform(2, 8, quantum: 2), static x => Math.Log((x + 1) / (x - 1)) / Math.Log(9));
        AssertFrequencies(Search.Choice(1, 2, 3, 4), static _ => 0.25);
        AssertFrequencies(Search.Ordered(1, 2, 3, 4), static _ => 0.25);
        Assert.Equal(0.5, Draws.Of(Search.Boolean(), 20_000).Average(static b => b.ToBoolean() ? 1.0 : 0), 0.015);
    }

    [Fact]
    public void The_widest_ranges_overflow_nowhere()
    {
        Assert.All(
            Draws.Numbers(Search.Uniform(double.MinValue, double.MaxValue)), x => Assert.True(double.IsFinite(x)));
        var integers = Draws.Of(Search.RandInt(long.MinValue, long.MaxValue)).Select(static n => n.ToInt64()).ToList();
        Assert.InRange(integers.Count(static n => n < 0), 430, 570);
        var highest = Draws.Of(Search.LogRandInt(1, long.MaxValue)).Max(static n => n.ToInt64());
        Assert.InRange(highest, 1L << 55, long.MaxValue);
        Assert.Equal(
            [-6_000_000_000_000_000_000, 0, 6_000_000_000_000_000_000],
            Draws.Of(Search.RandInt(-6_000_000_000_000_000_000, 6_000_000_000_000_000_000, 6_000_000_000_000_000_000))
                .Select(static n => n.ToInt64()).Distinct().Order());
    }

    [Fact]
    public void A_draw_at_the_very_end_of_a_narrow_range_stays_below_it()
    {
        var high = Math.BitIncrement(Math.BitIncrement(1.0));
        Assert.All(Draws.Numbers(Search.Uniform(1, high)), x => Assert.True(x >= 1 && x < high));
        Assert.All(Draws.Numbers(Search.LogUniform(1, high)), x => Assert.True(x >= 1 && x < high));
    }

    [Fact]
    public void Whatever_is_drawn_or_clipped_lies_in_the_domain()
    {
        var atBound = 0;
        var values = Gen.OneOf(Gen.Double, Gen.Double[-100, 100], Gen.Long.Select(static n => (double)n));
        Gen.Select(Domains, values, Gen.Long)
            .Sample((domain, value, key) =>
            {
                var space = new SearchSpace { ["x"] = domain };
                var drawn = space.Sample(Draws.Random(key));
                Assert.Empty(space.Mistakes(drawn));
                if (!double.IsFinite(value)) return;

                var clipped = space.Clip("x", value);
                Assert.Empty(space.Mistakes(Configuration.Of(("x", clipped))));
                Assert.Equal(clipped, space.Clip("x", clipped));
                if (clipped.ToDouble() != value) Interlocked.Increment(ref atBound);
            });
        Assert.True(atBound > 50, $"The generator is too tame: {atBound} values were clipped.");
    }

    [Fact]
    public void Lists_take_an_integer_for_a_float_and_clip_to_the_nearest_number()
    {
        var space = new SearchSpace { ["x"] = Search.Ordered(1, 2.5, 4), ["name"] = Search.Choice("a", "b") };
        Assert.Equal(2.5, space.Clip("x", 2.4));
        Assert.Equal(4, space.Clip("x", 4.0));
        var refusal = Assert.Throws<SearchSpaceException>(() => space.Clip("name", 3));
        Assert.Equal(
            """
            Hyperparameter 'name': 3 is none of "a", "b", and nothing is near it. Use a value of choice ["a", "b"].
            """, refusal.Message);
    }

    private static void AssertFrequencies(Domain domain, Func<double, double> expected)
    {
        const int Count = 20_000;
        foreach (var group in Draws.Numbers(domain, Count).GroupBy(static x => x))
        {
            var p = expected(group.Key);
            Assert.Equal(p, group.Count() / (double)Count, 4.5 * Math.Sqrt(p * (1 - p) / Count));
        }
    }

    private static readonly Gen<Domain> Domains = Gen.Select(Gen.Double[-50, 50], Gen.Double[0.001, 50], Gen.Int[0, 6])
        .Select(static (low, width, kind) => kind switch
        {
            0 => Search.Uniform(low, low + width),
            1 => Search.LogUniform(Math.Abs(low) + 1e-6, Math.Abs(low) + width + 1e-6),
            2 => Search.Uniform(Math.Round(low) * 0.1, (Math.Round(low) * 0.1) + (Math.Ceiling(width) * 0.1), 0.1),
            3 => Search.RandInt((long)low, (long)low + 1 + (long)width),
            4 => Search.RandInt((long)low * 7, ((long)low * 7) + 7 + ((long)width * 7), 7),
            5 => Search.LogRandInt(1 + (long)Math.Abs(low), 2 + (long)Math.Abs(low) + (long)width),
            _ => Search.Normal(low, width, 0.01),
        });
}
