using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;

namespace Clade.Schedulers;

/// <summary>Whether a series of best scores has come to a standstill.</summary>
internal static class Stagnation
{
    /// <summary>How many scores are remembered: enough to see a trend, few enough to smooth them quickly.</summary>
    public const int ScoresMax = 64;

    // Lengths in rounds, and the share of the variance that is noise: the likeliest pair smooths.
    private static readonly double[] Lengths = [2, 4, 8, 16];
    private static readonly double[] Noises = [0.02, 0.1, 0.4];

    /// <summary>Whether the smoothed series failed to rise at its end.</summary>
    /// <param name="scores">The best score of each round, oldest first; all finite.</param>
    public static bool HasFailed(ImmutableArray<double> scores)
    {
        if (scores.Length < 2) return false;
        if (Standardised(scores) is not { } z) return true;

        var smooth = Smoothed(z);
        return smooth[^1] <= smooth[^2];
    }

    /// <summary>Whether the best score rose by less than a standard deviation within the last rounds.</summary>
    /// <param name="scores">The best score of each round, oldest first; all finite.</param>
    /// <param name="rounds">How many rounds.</param>
    public static bool IsSlow(ImmutableArray<double> scores, int rounds)
    {
        if (scores.Length <= rounds) return false;
        return Standardised(scores) is not { } z || z.Max() - z[..^rounds].Max() < 1;
    }

    /// <returns>The series with mean 0 and variance 1; none if it is constant.</returns>
    private static double[]? Standardised(ImmutableArray<double> scores)
    {
        // Scaled first, because the square of a large score may overflow.
        var scale = scores.Max(Math.Abs);
        if (scale == 0) return null;

        var scaled = scores.Select(score => score / scale).ToArray();
        var mean = scaled.Average();
        var deviation = Math.Sqrt(scaled.Average(x => (x - mean) * (x - mean)));
        return deviation <= 1e-12 ? null : [.. scaled.Select(x => (x - mean) / deviation)];
    }

    /// <summary>The mean of a Gaussian process at the rounds themselves.</summary>
    private static double[] Smoothed(double[] z)
    {
        var y = Vector<double>.Build.DenseOfArray(z);
        var (best, mean) = (double.NegativeInfinity, z);
        foreach (var length in Lengths)
        {
            var kernel = Matrix<double>.Build.Dense(z.Length, z.Length, (i, j) =>
                Math.Exp(-0.5 * (i - j) * (i - j) / (length * length)));
            foreach (var noise in Noises)
            {
                var signal = kernel * (1 - noise);
                var cholesky = (signal + (Matrix<double>.Build.DenseIdentity(z.Length) * noise)).Cholesky();
                var weights = cholesky.Solve(y);
                var likelihood = -0.5 * (y.DotProduct(weights) + cholesky.DeterminantLn);
                if (likelihood <= best) continue;

                (best, mean) = (likelihood, (signal * weights).ToArray());
            }
        }

        return mean;
    }
}
