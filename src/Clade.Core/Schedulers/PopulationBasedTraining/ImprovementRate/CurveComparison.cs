using MathNet.Numerics.Distributions;

namespace Clade.Schedulers;

/// <summary>Where two curves are compared: from equal performance on, for equally long.</summary>
/// <param name="First">Where the first curve's section begins.</param>
/// <param name="Second">Where the second curve's section begins.</param>
/// <param name="Length">How many reports each section has; at least 1.</param>
internal readonly record struct Overlap(int First, int Second, int Length);

/// <summary>Compares learning curves by performance rather than by time (Dalibard and Jaderberg, 2021).</summary>
internal static class CurveComparison
{
    // Curves that do not meet are compared as if one had been so many different amounts lower.
    private const int Offsets = 10;

    /// <summary>From where the lower of two curves reaches the other's beginning; none if it never does.</summary>
    public static Overlap? OverlapOf(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        if (first[0] > second[0])
        {
            return OverlapOf(second, first) is { } mirrored
                ? new Overlap(mirrored.Second, mirrored.First, mirrored.Length)
                : null;
        }

        var start = Reaches(first, second[0]);
        return start < 0 ? null : new Overlap(start, 0, Math.Min(first.Count - start, second.Count));
    }

    /// <summary>By how much more the first curve's best is than the second's, over the sections compared.</summary>
    /// <remarks>Of curves that do not meet, the higher one is never the worse: gains are harder further up.</remarks>
    public static double BestScoreDifference(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        if (OverlapOf(first, second) is { } overlap)
        {
            return Best(first, overlap.First, overlap.Length) - Best(second, overlap.Second, overlap.Length);
        }

        return first[0] > second[0] ? LeadOfHigher(first, second) : -LeadOfHigher(second, first);
    }

    /// <summary>
    /// The p-value of a sign test: the chance that the first curve is that often the better of the two, if it were not
    /// better at all.
    /// </summary>
    public static double SignTest(IReadOnlyList<double> first, IReadOnlyList<double> second, Overlap overlap)
    {
        var (wins, losses) = (0, 0);
        for (var i = 0; i < overlap.Length; i++)
        {
            var (mine, other) = (first[overlap.First + i], second[overlap.Second + i]);
            if (mine > other) wins++;
            else if (mine < other) losses++;
        }

        // Equal scores say nothing.
        return wins == 0 ? 1 : 1 - Binomial.CDF(0.5, wins + losses, wins - 1);
    }

    private static double LeadOfHigher(IReadOnlyList<double> high, IReadOnlyList<double> low)
    {
        var (sum, rise) = (0.0, low.Max() - low[0]);
        for (var i = 0; i < Offsets; i++)
        {
            var level = low[0] + (rise * i / Offsets);
            var start = Math.Max(0, Reaches(low, level));
            var length = Math.Min(low.Count - start, high.Count);
            sum += Best(high, 0, length) - high[0] + level - Best(low, start, length);
        }

        return Math.Max(0, sum / Offsets);
    }

    private static int Reaches(IReadOnlyList<double> curve, double level)
    {
        for (var i = 0; i < curve.Count; i++)
        {
            if (curve[i] >= level) return i;
        }

        return -1;
    }

    private static double Best(IReadOnlyList<double> curve, int start, int length)
    {
        var best = curve[start];
        for (var i = start + 1; i < start + length; i++) best = Math.Max(best, curve[i]);
        return best;
    }
}
