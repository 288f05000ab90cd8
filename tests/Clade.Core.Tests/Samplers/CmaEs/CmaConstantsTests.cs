using Clade.CmaEs;

namespace Clade.Core.Tests.Samplers.CmaEs;

/// <summary>The constants of Hansen, 2016, table 1, worked out by hand for n = 6 and λ = 9.</summary>
public sealed class CmaConstantsTests
{
    private static readonly CmaConstants Six = CmaConstants.Of(dimensions: 6, population: 9);

    [Fact]
    public void They_are_the_published_ones()
    {
        Assert.Equal(4, Six.Parents);
        Assert.Equal(2.8406, Six.ParentMass, 4);
        Assert.Equal(0.34974, Six.StepRate, 5);
        Assert.Equal(1.34974, Six.StepDamping, 5);
        Assert.Equal(0.40865, Six.PathRate, 5);
        Assert.Equal(0.035631, Six.RankOneRate, 6);
        Assert.Equal(0.035686, Six.RankManyRate, 6);
        Assert.Equal(2.35067, Six.ExpectedLength, 5);
    }

    [Fact]
    public void Weights_fall_with_the_rank_and_the_bad_ones_are_bounded()
    {
        Assert.Equal([0.4937, 0.2811, 0.1567, 0.0685], Six.Weights[..4].Select(static w => Math.Round(w, 4)));
        Assert.Equal(1, Six.Weights.Where(static w => w > 0).Sum(), 12);
        Assert.Equal(Six.Weights.OrderDescending(), Six.Weights);

        // α_μ- = 1 + c_1/c_μ = 1.9985 is the least of the three bounds here.
        Assert.Equal(-1.9985, Six.Weights.Where(static w => w < 0).Sum(), 3);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 5)]
    [InlineData(6, 6)]
    [InlineData(20, 8)]
    public void The_population_grows_slowly(int dimensions, int population) =>
        Assert.Equal(population, CmaConstants.PopulationFor(dimensions));
}
