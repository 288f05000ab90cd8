using System.Collections.Immutable;

namespace Clade.Schedulers;

/// <summary>The scores of a trial since its weights or hyperparameters changed last, and the same smoothed.</summary>
/// <remarks>
/// Smoothed by local linear regression with Gaussian weights, whose width is the one that predicts each score best from
/// the others. Like a Gaussian process it takes the noise from the data; unlike one it costs the same for every report,
/// and a curve may have thousands.
/// </remarks>
/// <param name="Scores">The scores, oldest first; at least one, all usable.</param>
/// <param name="Smooth">The smoothed ones.</param>
internal sealed record LearningCurve(ImmutableArray<double> Scores, ImmutableArray<double> Smooth)
{
    /// <summary>Of a longer curve its end is looked at.</summary>
    public const int ReportsMax = 4096;

    // In reports. Further off than so many widths a score has no weight to speak of.
    private static readonly double[] Widths = [0.5, 1, 2, 4, 8];
    private const int WidthsSeen = 3;

    /// <returns>The curve since the last score that is not usable; none if that is the last one.</returns>
    /// <param name="course">The scores of every report, oldest first.</param>
    public static LearningCurve? Of(IReadOnlyList<LevelScore> course)
    {
        var first = course.Count;
        while (first > 0 && course.Count - first < ReportsMax && course[first - 1].Score.IsUsable) first--;
        return first == course.Count
            ? null
            : Of([.. course.Skip(first).Select(static report => report.Score.Value)]);
    }

    /// <param name="scores">At least one, all usable.</param>
    public static LearningCurve Of(ImmutableArray<double> scores)
    {
        var (width, error) = (Widths[0], double.PositiveInfinity);
        foreach (var candidate in Widths)
        {
            var missed = 0.0;
            for (var i = 0; i < scores.Length; i++)
            {
                var miss = scores[i] - At(scores, i, candidate, isLeftOut: true);
                missed += miss * miss;
            }

            if (missed < error) (width, error) = (candidate, missed);
        }

        return new LearningCurve(
            scores, [.. Enumerable.Range(0, scores.Length).Select(i => At(scores, i, width, isLeftOut: false))]);
    }

    /// <summary>The weighted straight line through the scores around a place, at that place.</summary>
    private static double At(ImmutableArray<double> scores, int place, double width, bool isLeftOut)
    {
        var reach = (int)(WidthsSeen * width) + 1;
        var (sum, sumX, sumXX, sumY, sumXY) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var i = Math.Max(0, place - reach); i <= Math.Min(scores.Length - 1, place + reach); i++)
        {
            if (isLeftOut && i == place) continue;

            var x = i - place;
            var weight = Math.Exp(-0.5 * x * x / (width * width));
            sum += weight;
            sumX += weight * x;
            sumXX += weight * x * x;
            sumY += weight * scores[i];
            sumXY += weight * x * scores[i];
        }

        if (sum == 0) return scores[place];

        // 0 where a single score is left: then there is no slope.
        var spread = (sum * sumXX) - (sumX * sumX);
        return spread > 1e-9 * sum * sumXX ? ((sumXX * sumY) - (sumX * sumXY)) / spread : sumY / sum;
    }
}
