using Clade.GaussianProcesses;

namespace Clade.Core.Tests.Samplers.GaussianProcesses;

/// <summary>The logarithm of the expected improvement, against values computed with 80 digits.</summary>
public sealed class LogExpectedImprovementTests
{
    [Theory]
    [InlineData(5, 1.6094379231264313)]
    [InlineData(1, 0.08002621884930694)]
    [InlineData(0, -0.91893853320467278)]
    [InlineData(-0.5, -1.6205162643873199)]
    [InlineData(-1, -2.4851210257126413)]
    [InlineData(-2.5, -6.2125416454435127)]
    [InlineData(-2.9999, -7.8693328302532368)]
    [InlineData(-3.0001, -7.8700392977567777)]
    [InlineData(-5, -16.744301162660989)]
    [InlineData(-6.5, -25.853424209777895)]
    [InlineData(-8, -37.122364261692631)]
    [InlineData(-20, -206.91783850942511)]
    [InlineData(-100, -5010.1295788002499)]
    [InlineData(-1000, -500014.73445209116)]
    [InlineData(-1e6, -500000000028.54999)]
    [InlineData(-1e10, -5e19)]
    public void It_is_exact_far_into_the_tail(double z, double expected)
    {
        Assert.Equal(expected, LogExpectedImprovement.OfStandard(z).Value, Math.Abs(expected) * 2e-14);
        Assert.Equal(
            expected + Math.Log(0.5), LogExpectedImprovement.Of(mean: 1 + (z / 2), deviation: 0.5, best: 1),
            Math.Abs(expected) * 1e-9);
    }

    [Theory]
    [InlineData(3.5)]
    [InlineData(0.3)]
    [InlineData(-2.9)]
    [InlineData(-3.1)]
    [InlineData(-7)]
    [InlineData(-60)]
    public void The_derivatives_are_those_of_finite_differences(double z)
    {
        const double deviation = 0.7, best = 0.2, step = 1e-6;
        var mean = best + (z * deviation);
        var (value, byMean, byDeviation) = LogExpectedImprovement.WithDerivatives(mean, deviation, best);

        Assert.Equal(LogExpectedImprovement.Of(mean, deviation, best), value);
        Assert.Equal(Slope(x => LogExpectedImprovement.Of(x, deviation, best), mean), byMean, 1e-5 * (1 + (z * z)));
        Assert.Equal(Slope(x => LogExpectedImprovement.Of(mean, x, best), deviation), byDeviation,
            1e-5 * (1 + (z * z)));

        static double Slope(Func<double, double> function, double at) =>
            (function(at + step) - function(at - step)) / (2 * step);
    }
}
