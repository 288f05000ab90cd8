using MathNet.Numerics;

namespace Clade.GaussianProcesses;

/// <summary>
/// The logarithm of the expected improvement, exact far below where the expected improvement itself is zero in 64 bits:
/// there it still tells a search where to go (Ament and others, 2023, arXiv:2310.20708).
/// </summary>
internal static class LogExpectedImprovement
{
    private static readonly double HalfLogTwoPi = Math.Log(2 * Math.PI) / 2;

    /// <summary>For a normal distribution, over a value to improve on.</summary>
    /// <param name="mean">The mean; higher is better.</param>
    /// <param name="deviation">The standard deviation, above 0.</param>
    /// <param name="best">The value to improve on.</param>
    public static double Of(double mean, double deviation, double best) =>
        Math.Log(deviation) + OfStandard((mean - best) / deviation).Value;

    /// <summary>Likewise, with the derivatives by mean and standard deviation.</summary>
    public static (double Value, double ByMean, double ByDeviation) WithDerivatives(
        double mean, double deviation, double best)
    {
        var standard = (mean - best) / deviation;
        var (value, slope) = OfStandard(standard);
        return (Math.Log(deviation) + value, slope / deviation, (1 - (standard * slope)) / deviation);
    }

    /// <summary>log(φ(z) + zΦ(z)) and its derivative.</summary>
    public static (double Value, double Slope) OfStandard(double z)
    {
        if (z > -3)
        {
            var below = SpecialFunctions.Erfc(-z / Constants.Sqrt2) / 2;
            var improvement = (Math.Exp(-z * z / 2) / Constants.Sqrt2Pi) + (z * below);
            return (Math.Log(improvement), below / improvement);
        }

        // Both terms cancel there. With the repeated integrals of the normal density I₀ = Φ and I₁ = φ + zΦ,
        // I₁/I₀ is a continued fraction (Gautschi, 1961), and φ = I₁ − zI₀.
        var ratio = RepeatedIntegralRatio(-z);
        return ((-z * z / 2) - HalfLogTwoPi + Math.Log(ratio / (ratio - z)), 1 / ratio);
    }

    /// <summary>1/(t + 2/(t + 3/(t + …))).</summary>
    private static double RepeatedIntegralRatio(double t)
    {
        // At 3 it takes so many terms for all digits; farther out fewer would do.
        var terms = t < 6 ? 70 : 25;
        var tail = t;
        for (var k = terms; k >= 2; k--) tail = t + (k / tail);
        return 1 / tail;
    }
}
