using MathNet.Numerics.Distributions;

namespace Clade.Core.Tests.Samplers.Tpe;

/// <summary>The mixtures are densities, with the kernels that the papers say.</summary>
public sealed class ParzenMixtureTests
{
    private static readonly ParzenOptions Options = new(BandwidthMin: 0.02, ClipExponent: 1.25, PriorWeight: 1);

    private static readonly SpaceEncoding Mixed = new(new SearchSpace
    {
        ["x"] = Search.Uniform(0, 1),
        ["y"] = Search.LogUniform(1, 10),
        ["kind"] = Search.Choice("a", "b", "c"),
    });

    private static readonly double[][] Rows = [[0.1, 0.9, 0], [0.15, 0.5, 2], [0.8, 0.02, 2], [0.15, 0.5, 1]];

    [Fact]
    public void One_kernel_by_hand()
    {
        var mixture = new ParzenMixture([0], Mixed.Dimensions);
        mixture.Fit([[0.3, 0, 0]], [], Options);

        // The farther neighbour of 0.3 is the end, 0.3 away; the prior is at 0.5.
        foreach (var x in new[] { 0.0, 0.2, 0.3, 0.9 })
        {
            var expected = 0.5 * (Truncated(0.3, 0.3, x) + Truncated(0.5, 1, x));
            Assert.Equal(expected, Math.Exp(mixture.LogDensity([x, 0, 0])) / Math.Sqrt(2 * Math.PI), 1e-9);
        }
    }

    [Fact]
    public void Bandwidths_are_clipped()
    {
        // Nothing is farther than 0.0001 from 0.5, but with 3 observations the least is 5 to the power of -1.25.
        var mixture = new ParzenMixture([0], Mixed.Dimensions);
        mixture.Fit([[0.4999, 0, 0], [0.5, 0, 0], [0.5001, 0, 0]], [], Options with { PriorWeight = 1e-9 });

        var density = Math.Exp(mixture.LogDensity([0.5, 0, 0])) / Math.Sqrt(2 * Math.PI);
        // The outer two have the ends as neighbours.
        var expected = ((2 * Truncated(0.4999, 0.4999, 0.5)) + Truncated(0.5, Math.Pow(5, -1.25), 0.5)) / 3;
        Assert.Equal(expected, density, 1e-6);
    }

    [Fact]
    public void The_density_of_everything_is_one()
    {
        var mixture = new ParzenMixture([0, 1, 2], Mixed.Dimensions);
        foreach (var weights in new double[][] { [], [5, 1, 0.1, 2] })
        {
            mixture.Fit(Rows, weights, Options);
            var sum = 0.0;
            for (var kind = 0; kind < 3; kind++)
            {
                for (var i = 0; i < 200; i++)
                {
                    for (var j = 0; j < 200; j++)
                    {
                        sum += Math.Exp(mixture.LogDensity([(i + 0.5) / 200, (j + 0.5) / 200, kind]));
                    }
                }
            }

            Assert.Equal(1, sum / 40_000 / (2 * Math.PI), 1e-3);
        }
    }

    [Fact]
    public void Draws_follow_the_density()
    {
        var mixture = new ParzenMixture([0, 1, 2], Mixed.Dimensions);
        mixture.Fit(Rows, [5, 1, 0.1, 2], Options);
        var random = KeyedRandom.For(1, RandomPurpose.Simulation);
        var counts = new double[3, 4, 4];
        var place = new double[3];
        for (var i = 0; i < 40_000; i++)
        {
            mixture.Draw(random, place);
            counts[(int)place[2], (int)(place[0] * 4), (int)(place[1] * 4)] += 1.0 / 40_000;
        }

        for (var kind = 0; kind < 3; kind++)
        {
            for (var column = 0; column < 4; column++)
            {
                // A share of a half has a standard deviation of 0.0025, smaller shares a smaller one.
                for (var row = 0; row < 4; row++)
                {
                    Assert.Equal(Share(kind, column, row), counts[kind, column, row], 0.012);
                }
            }
        }

        double Share(int kind, int column, int row) => Enumerable.Range(0, 1_600).Sum(cell => Math.Exp(
            mixture.LogDensity(
            [(column + ((cell % 40) + 0.5) / 40) / 4, (row + ((cell / 40) + 0.5) / 40) / 4, kind])))
            / 25_600 / (2 * Math.PI);
    }

    [Fact]
    public void Without_observations_there_is_the_prior()
    {
        var mixture = new ParzenMixture([0, 2], Mixed.Dimensions);
        mixture.Fit([], [], Options);

        Assert.Equal(
            Math.Log(Truncated(0.5, 1, 0.2) * Math.Sqrt(2 * Math.PI) / 3), mixture.LogDensity([0.2, 0, 1]), 1e-9);
        var place = new double[3];
        mixture.Draw(KeyedRandom.For(1, RandomPurpose.Simulation), place);
        Assert.InRange(place[0], 0, 1);
    }

    private static double Truncated(double mean, double width, double x) => Normal.PDF(mean, width, x)
        / (Normal.CDF(mean, width, 1) - Normal.CDF(mean, width, 0));
}
