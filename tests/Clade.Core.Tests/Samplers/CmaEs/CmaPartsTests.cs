using System.Collections.Immutable;
using Clade.CmaEs;
using MathNet.Numerics.Distributions;

namespace Clade.Core.Tests.Samplers.CmaEs;

/// <summary>The margin, the categories, the directions.</summary>
public sealed class CmaPartsTests
{
    private static readonly ImmutableArray<double> Edges = [0.25, 0.5, 0.75];

    [Theory]
    [InlineData(0.4, 0.001)]
    [InlineData(0.26, 0.02)]
    [InlineData(0.6, 0.2)]
    public void Both_neighbours_of_an_inner_value_keep_the_margin(double mean, double deviation)
    {
        const double Margin = 0.02;
        var (place, factor) = CmaMargin.Corrected(mean, deviation, Edges, Margin);
        var wide = deviation * factor;
        var (low, high) = mean < 0.5 ? (0.25, 0.5) : (0.5, 0.75);
        Assert.InRange(place, low, high);
        Assert.True(Normal.CDF(place, wide, low) >= (Margin / 2) - 1e-9);
        Assert.True(1 - Normal.CDF(place, wide, high) >= (Margin / 2) - 1e-9);
        if (deviation == 0.2) Assert.Equal((mean, 1), (place, factor));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.99)]
    public void The_neighbour_of_a_value_at_an_end_keeps_the_margin(double mean)
    {
        var (place, factor) = CmaMargin.Corrected(mean, 0.001, Edges, 0.02);
        Assert.Equal(1, factor);
        var beyond = mean < 0.5 ? 1 - Normal.CDF(place, 0.001, 0.25) : Normal.CDF(place, 0.001, 0.75);
        Assert.Equal(0.02, beyond, 6);
    }

    [Fact]
    public void Probabilities_follow_what_is_good_and_none_vanishes()
    {
        var distribution = CategoricalDistribution.Uniform([3, 2]);
        for (var i = 0; i < 50; i++)
        {
            distribution = distribution.After([[2, 0], [2, 0], [0, 1], [1, 1]], [0.6, 0.4, 0, 0]);
            Assert.All(distribution.Probabilities, static q => Assert.Equal(1, q.Sum(), 9));
        }

        // 1 - 0.73^(1/2) = 0.1456 is shared by the values that are not the best.
        Assert.Equal([0.0728, 0.0728, 0.8544], distribution.Probabilities[0].Select(static p => Math.Round(p, 4)));
        Assert.Equal([0.8544, 0.1456], distribution.Probabilities[1].Select(static p => Math.Round(p, 4)));
    }

    [Fact]
    public void Successive_directions_are_perpendicular_and_normal()
    {
        const int Dimensions = 4;
        var all = Enumerable.Range(0, 4_000).Select(static i => OrthogonalDirections.Of(Dimensions, 1, i)).ToArray();
        for (var i = 0; i < 400; i += Dimensions)
        {
            Assert.Equal(0, all[i].Zip(all[i + 3], static (a, b) => a * b).Sum(), 9);
            Assert.Equal(0, all[i + 1].Zip(all[i + 2], static (a, b) => a * b).Sum(), 9);
        }

        for (var k = 0; k < Dimensions; k++)
        {
            Assert.Equal(0, all.Average(vector => vector[k]), 0.06);
            Assert.Equal(1, all.Average(vector => vector[k] * vector[k]), 0.08);
        }
    }

    [Fact]
    public void A_draw_is_known_again_by_its_configuration()
    {
        var space = new CmaSpace(new SearchSpace
        {
            ["many"] = Search.LogRandInt(1, 100_000),
            ["steps"] = Search.Normal(0, 1, quantum: 0.5),
            ["one"] = Search.RandInt(3, 4),
            ["few"] = Search.RandInt(1, 5),
            ["rate"] = Search.LogUniform(1e-5, 1),
            ["kind"] = Search.Choice("a", "b"),
        });
        var n = space.Numbers.Length;
        var state = CmaState.At(
            [.. Enumerable.Repeat(0.5, n)], 0.15, CmaConstants.Of(n, 6),
            CategoricalDistribution.Uniform(space.CategoryCounts));
        for (var trial = 0; trial < 50; trial++)
        {
            var drawn = CmaDraw.Of(space, state, seed: 1, trial);
            var config = space.Encoding.Decode(
                space.PlaceOf(drawn), KeyedRandom.For(1, RandomPurpose.Sample, trial));
            Assert.True(space.IsSame(drawn, space.PointOf(config)), $"trial {trial}: {config}");
            Assert.False(space.IsSame(CmaDraw.Of(space, state, seed: 2, trial), space.PointOf(config)));
        }
    }
}
