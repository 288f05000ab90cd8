using System.Collections.Immutable;
using MathNet.Numerics.Distributions;

namespace Clade.CmaEs;

/// <summary>
/// Keeps the neighbours of a value within reach where values are apart (Hamano et al., 2022, CMA-ES with margin):
/// otherwise all draws would fall into one cell once the step is small, and nothing could be learned any more.
/// </summary>
internal static class CmaMargin
{
    /// <summary>The distribution with each neighbour at least as likely as the margin, 1/(nλ).</summary>
    public static CmaState Apply(CmaState state, ImmutableArray<ImmutableArray<double>> edges)
    {
        if (edges.All(static edge => edge.IsEmpty)) return state;

        var (mean, scale) = ((double[])state.Mean.Clone(), (double[])state.Scale.Clone());
        var margin = 1.0 / (mean.Length * state.Constants.Population);
        for (var i = 0; i < mean.Length; i++)
        {
            if (edges[i].IsEmpty) continue;

            var (place, factor) = Corrected(mean[i], state.DeviationOf(i), edges[i], margin);
            mean[i] = place;
            scale[i] *= factor;
        }

        return state with { Mean = mean, Scale = scale };
    }

    /// <summary>The mean of a coordinate, and by which factor it gets wider.</summary>
    internal static (double Mean, double Factor) Corrected(
        double mean, double deviation, ImmutableArray<double> edges, double margin)
    {
        if (mean <= edges[0]) return (TowardsEdge(mean, deviation, edges[0], margin), 1);
        if (mean > edges[^1]) return (TowardsEdge(mean, deviation, edges[^1], margin), 1);

        var found = edges.BinarySearch(mean);
        var upper = found >= 0 ? found : ~found;
        var (low, high) = (edges[upper - 1], edges[upper]);
        var below = Normal.CDF(0, 1, (low - mean) / deviation);
        var above = Normal.CDF(0, 1, (mean - high) / deviation);
        if (below >= margin / 2 && above >= margin / 2) return (mean, 1);

        var between = 1 - below - above;
        (below, above) = (Math.Max(below, margin / 2), Math.Max(above, margin / 2));
        var sum = below + above + between;
        var excess = (1 - sum) / (sum - (3 * margin / 2));
        below += excess * (below - (margin / 2));
        above += excess * (above - (margin / 2));
        var (toLow, toHigh) = (-Normal.InvCDF(0, 1, below), -Normal.InvCDF(0, 1, above));
        return (((low * toHigh) + (high * toLow)) / (toLow + toHigh), (high - low) / (toLow + toHigh) / deviation);
    }

    private static double TowardsEdge(double mean, double deviation, double edge, double margin)
    {
        var reach = -Normal.InvCDF(0, 1, margin) * deviation;
        return edge + (Math.Sign(mean - edge) * Math.Min(Math.Abs(mean - edge), reach));
    }
}
