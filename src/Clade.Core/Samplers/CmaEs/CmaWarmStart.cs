using MathNet.Numerics.LinearAlgebra;

namespace Clade.CmaEs;

/// <summary>Begins where earlier trials were good (Nomura et al., 2021, WS-CMA-ES).</summary>
internal static class CmaWarmStart
{
    /// <summary>α: how far around each good trial others are thought to be good, too.</summary>
    private const double Spread = 0.1;

    /// <summary>The distribution nearest to a mixture of one around each of the best trials.</summary>
    /// <param name="state">The distribution that a search without earlier trials begins with.</param>
    /// <param name="space">The space.</param>
    /// <param name="earlier">The earlier trials.</param>
    /// <param name="fraction">Which share of them counts.</param>
    public static CmaState From(
        CmaState state, CmaSpace space, IReadOnlyList<Observation> earlier, double fraction)
    {
        var best = earlier.Where(static observation => observation.Score.IsUsable)
            .OrderByDescending(static observation => observation.Score).ThenBy(static o => o.Trial)
            .Take((int)Math.Ceiling(earlier.Count * fraction))
            .Select(observation => space.PointOf(observation.Config)).ToArray();
        var n = state.Mean.Length;
        if (best.Length == 0 || n == 0) return state;

        var mean = new double[n];
        for (var i = 0; i < n; i++) mean[i] = best.Average(point => Number(point, i));

        var covariance = new double[n, n];
        for (var row = 0; row < n; row++)
        {
            for (var column = 0; column < n; column++)
            {
                covariance[row, column] = (row == column ? Spread * Spread : 0) + best.Average(
                    point => (Number(point, row) - mean[row]) * (Number(point, column) - mean[column]));
            }
        }

        // σ takes the volume, C keeps the shape.
        var logVolume = Matrix<double>.Build.DenseOfArray(covariance).Cholesky().DeterminantLn;
        var variance = Math.Exp(logVolume / n);
        for (var row = 0; row < n; row++)
        {
            for (var column = 0; column < n; column++) covariance[row, column] /= variance;
        }

        return CmaUpdate.Decomposed(state with { Mean = mean, Step = Math.Sqrt(variance) }, covariance);

        double Number(CmaPoint point, int i) => double.IsNaN(point.Numbers[i]) ? state.Mean[i] : point.Numbers[i];
    }
}
