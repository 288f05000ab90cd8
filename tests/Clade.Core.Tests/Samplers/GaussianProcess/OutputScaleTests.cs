using Clade.GaussianProcesses;

namespace Clade.Core.Tests.Samplers.GaussianProcesses;

/// <summary>How scores are prepared.</summary>
public sealed class OutputScaleTests
{
    [Fact]
    public void Orders_of_magnitude_of_bad_scores_are_pushed_together()
    {
        double[] scores = [.. Enumerable.Range(0, 31).Select(static i => -Math.Pow(10, 5 - (i / 6.0)))];
        var values = OutputScale.Standardise(scores);

        Assert.Equal(values.Order(), values);
        Assert.Equal(values.Length, values.Distinct().Count());
        Assert.Equal(0, values.Sum(), 1e-9);
        Assert.Equal(values.Length, values.Sum(static value => value * value), 1e-9);
        // Straight, the better half lies within 0.3 % of the range.
        Assert.True(values[^1] - values[15] > 0.015 * (values[^1] - values[0]));
    }

    [Fact]
    public void Unusable_scores_are_the_worst_of_the_others() =>
        Assert.Equal(
            OutputScale.Standardise([1, 2, 1, 3, 1]),
            OutputScale.Standardise([1, 2, double.NaN, 3, double.PositiveInfinity]));

    [Fact]
    public void Equal_scores_say_nothing()
    {
        Assert.All(OutputScale.Standardise([0.1, 0.1, 0.1]), static value => Assert.Equal(0, value));
        Assert.All(OutputScale.Standardise([0, 0]), static value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(1e308)]
    [InlineData(1e-308)]
    public void The_size_of_scores_does_not_matter(double unit)
    {
        var values = OutputScale.Standardise([-unit, unit, unit / 3, 0]);
        var expected = OutputScale.Standardise([-1, 1, 1.0 / 3, 0]);
        for (var i = 0; i < values.Length; i++) Assert.Equal(expected[i], values[i], 1e-9);
    }
}
