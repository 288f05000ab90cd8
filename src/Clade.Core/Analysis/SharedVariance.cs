using System.Collections.Immutable;

namespace Clade.Analysis;

/// <summary>What two trees agree on: the covariance of their values over the space, and how it is made up.</summary>
/// <param name="Total">All of it.</param>
/// <param name="Main">For each axis, that of the means over all others.</param>
/// <param name="Pairs">
/// For each pair of axes (0 and 1, 0 and 2, … 1 and 2, …), that of the means over all others, less the two that
/// they have alone; empty if not wanted.
/// </param>
internal sealed record SharedVariance(double Total, ImmutableArray<double> Main, ImmutableArray<double> Pairs)
{
    public static SharedVariance Of(
        Marginals one, Marginals other, ImmutableArray<CellAxis> axes, bool wantsPairs)
    {
        var main = axes.Select((_, i) => MeanProduct(one.Along(i), other.Along(i))).ToImmutableArray();
        var total = one.CovarianceWith(other);
        if (!wantsPairs) return new SharedVariance(total, main, []);

        var pairs = ImmutableArray.CreateBuilder<double>(axes.Length * (axes.Length - 1) / 2);
        for (var i = 0; i < axes.Length; i++)
        {
            for (var j = i + 1; j < axes.Length; j++)
            {
                pairs.Add(MeanProduct(one.Along(i, j), other.Along(i, j)) - main[i] - main[j]);
            }
        }

        return new SharedVariance(total, main, pairs.MoveToImmutable());
    }

    private static double MeanProduct(double[] one, double[] other)
    {
        var sum = 0.0;
        for (var i = 0; i < one.Length; i++) sum += one[i] * other[i];
        return sum / one.Length;
    }
}
