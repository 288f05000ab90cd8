using System.Collections.Immutable;

namespace Clade.CmaEs;

/// <summary>
/// What the strategy has learned: the distribution to draw from, N(m, σ² A C A), and how it moved. Never changed.
/// </summary>
internal sealed record CmaState
{
    public required CmaConstants Constants { get; init; }

    /// <summary>m.</summary>
    public required double[] Mean { get; init; }

    /// <summary>σ.</summary>
    public required double Step { get; init; }

    /// <summary>A: the margin widens coordinates whose values are apart, so that σ may still shrink.</summary>
    public required double[] Scale { get; init; }

    /// <summary>C.</summary>
    public required double[,] Covariance { get; init; }

    /// <summary>C's eigenvectors, in columns.</summary>
    public required double[,] Axes { get; init; }

    /// <summary>The square roots of its eigenvalues.</summary>
    public required double[] Lengths { get; init; }

    /// <summary>p_σ.</summary>
    public required double[] StepPath { get; init; }

    /// <summary>p_c.</summary>
    public required double[] Path { get; init; }

    public required CategoricalDistribution Categories { get; init; }

    /// <summary>Generations since the last restart.</summary>
    public int Generation { get; init; }

    public int Restarts { get; init; }

    /// <summary>Best and median score of the last generations since the restart, the newest last.</summary>
    public ImmutableList<(double Best, double Median)> Scores { get; init; } = [];

    /// <summary>A distribution around a place, as wide along all axes.</summary>
    public static CmaState At(double[] mean, double step, CmaConstants constants, CategoricalDistribution categories)
    {
        var n = mean.Length;
        return new CmaState
        {
            Constants = constants,
            Mean = mean,
            Step = step,
            Scale = Filled(n, 1),
            Covariance = Identity(n),
            Axes = Identity(n),
            Lengths = Filled(n, 1),
            StepPath = new double[n],
            Path = new double[n],
            Categories = categories,
        };
    }

    /// <summary>The standard deviation of a coordinate.</summary>
    public double DeviationOf(int i) => Step * Scale[i] * Math.Sqrt(Covariance[i, i]);

    /// <summary>√C z: a step as long as a standard normal one is.</summary>
    public double[] Stretch(ReadOnlySpan<double> normal)
    {
        var n = normal.Length;
        var stretched = new double[n];
        for (var column = 0; column < n; column++)
        {
            var along = Lengths[column] * normal[column];
            for (var row = 0; row < n; row++) stretched[row] += Axes[row, column] * along;
        }

        return stretched;
    }

    /// <summary>C^(-1/2) y.</summary>
    public double[] Whiten(ReadOnlySpan<double> step)
    {
        var n = step.Length;
        var white = new double[n];
        for (var column = 0; column < n; column++)
        {
            var along = 0.0;
            for (var row = 0; row < n; row++) along += Axes[row, column] * step[row];
            along /= Lengths[column];
            for (var row = 0; row < n; row++) white[row] += Axes[row, column] * along;
        }

        return white;
    }

    private static double[] Filled(int n, double value)
    {
        var filled = new double[n];
        Array.Fill(filled, value);
        return filled;
    }

    private static double[,] Identity(int n)
    {
        var identity = new double[n, n];
        for (var i = 0; i < n; i++) identity[i, i] = 1;
        return identity;
    }
}
