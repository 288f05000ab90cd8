using Clade.Numerics;
using MathNet.Numerics.Statistics;

namespace Clade.GaussianProcesses;

/// <summary>
/// Brings scores to mean 0 and variance 1, after bending their scale so that they look normally distributed.
/// </summary>
/// <remarks>
/// A Gaussian process takes a distance between two bad scores as seriously as one between two good ones: a loss that
/// spans orders of magnitude leaves nothing of the differences near the optimum. The Yeo–Johnson transform (2000) is
/// increasing, so that it changes no ranking; its exponent is the likeliest one, with a prior around 1, which bends
/// nothing.
/// </remarks>
internal static class OutputScale
{
    private const double ExponentMin = -2;
    private const double ExponentMax = 4;
    private const double ExponentStep = 0.25;
    private const double ExponentSpread = 0.5;

    /// <param name="scores">Scores, higher is better; at least one is a finite number.</param>
    /// <returns>For each score a value; those that are no numbers count as the worst of the others.</returns>
    public static double[] Standardise(ReadOnlySpan<double> scores)
    {
        var standard = StandardScores.Of(Impute(scores));
        return StandardScores.Of(Bend(standard, LikeliestExponent(standard)));
    }

    private static double[] Impute(ReadOnlySpan<double> scores)
    {
        var worst = double.PositiveInfinity;
        foreach (var score in scores)
        {
            if (double.IsFinite(score)) worst = Math.Min(worst, score);
        }

        var values = scores.ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i])) values[i] = worst;
        }

        return values;
    }

    /// <summary>The exponent under which bent values are likeliest to be normally distributed.</summary>
    private static double LikeliestExponent(double[] values)
    {
        var stretch = values.Sum(static value => Math.Sign(value) * Math.Log(1 + Math.Abs(value)));
        var (likeliest, highest) = (1.0, double.NegativeInfinity);
        for (var exponent = ExponentMin; exponent <= ExponentMax; exponent += ExponentStep)
        {
            var variance = Bend(values, exponent).PopulationVariance();
            var fromPrior = (exponent - 1) / ExponentSpread;
            var likelihood = (-values.Length * Math.Log(variance) / 2)
                + ((exponent - 1) * stretch) - (fromPrior * fromPrior / 2);
            if (likelihood > highest) (likeliest, highest) = (exponent, likelihood);
        }

        return likeliest;
    }

    private static double[] Bend(double[] values, double exponent) =>
        Array.ConvertAll(values, value => value >= 0 ? BoxCox(1 + value, exponent) : -BoxCox(1 - value, 2 - exponent));

    private static double BoxCox(double value, double exponent) =>
        exponent == 0 ? Math.Log(value) : (Math.Pow(value, exponent) - 1) / exponent;
}
