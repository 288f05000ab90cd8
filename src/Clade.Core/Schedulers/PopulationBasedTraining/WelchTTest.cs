using System.Collections.Immutable;
using Clade.Experiments;
using Clade.Schedulers;
using MathNet.Numerics.Distributions;

namespace Clade;

/// <summary>
/// Each trial compares its last scores with those of one other, drawn uniformly, and copies it if the other's mean is
/// higher and Welch's t-test says that this is no accident.
/// </summary>
/// <remarks>
/// Jaderberg et al., 2017, section 4.1.1 (there the last 10 episodic rewards). One-sided. The scores are those reported
/// since the trial's last exploit; with fewer than two of either, nobody copies.
/// </remarks>
public sealed record WelchTTest : ExploitStrategy
{
    /// <summary>How many of the last scores are compared.</summary>
    /// <value>At least 2. Default 10.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 2.</exception>
    public int Window
    {
        get;
        init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(
            nameof(Window), value, "A t-test needs at least 2 scores of each trial: 10 is usual.");
    } = 10;

    /// <summary>The probability of copying although both are equally good.</summary>
    /// <value>In (0, 1). Default 0.05.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside (0, 1), or NaN.</exception>
    public double Significance
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(Significance), value, "A significance level lies in (0, 1): 0.05 is usual.");
    } = 0.05;

    internal override int RecentScoresKept => Window;

    internal override Member? ChooseDonor(
        Member member, Population population, double quantileFraction, KeyedRandom random)
    {
        var rival = population.DrawOther(member, random);
        if (rival is not { CanDonate: true }) return null;

        // A diverged or failed trial has no mean to compare; any usable rival is better.
        if (!member.Score.IsUsable) return rival;

        var p = PValue(population.RecentScoresOf(rival), population.RecentScoresOf(member));
        return p < Significance ? rival : null;
    }

    internal override string Describe() => $"Welch's t-test on {Window} scores";

    /// <summary>The chance of so large a difference of means, were the first's no higher than the second's.</summary>
    internal static double PValue(ImmutableArray<double> first, ImmutableArray<double> second)
    {
        var a = first.RemoveAll(static x => !double.IsFinite(x));
        var b = second.RemoveAll(static x => !double.IsFinite(x));
        if (a.Length < 2 || b.Length < 2) return 1;

        var (meanA, errorA) = MeanAndSquaredError(a);
        var (meanB, errorB) = MeanAndSquaredError(b);
        if (errorA + errorB == 0) return meanA > meanB ? 0 : 1;

        var t = (meanA - meanB) / Math.Sqrt(errorA + errorB);
        var freedom = (errorA + errorB) * (errorA + errorB)
            / ((errorA * errorA / (a.Length - 1)) + (errorB * errorB / (b.Length - 1)));
        return StudentT.CDF(location: 0, scale: 1, freedom, -t);
    }

    private static (double Mean, double SquaredError) MeanAndSquaredError(ImmutableArray<double> values)
    {
        var mean = values.Average();
        var variance = values.Sum(x => (x - mean) * (x - mean)) / (values.Length - 1);
        return (mean, variance / values.Length);
    }
}
