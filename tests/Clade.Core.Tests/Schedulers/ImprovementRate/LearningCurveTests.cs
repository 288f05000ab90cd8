using System.Collections.Immutable;
using Clade.Schedulers;

namespace Clade.Core.Tests.Schedulers.ImprovementRate;

public sealed class LearningCurveTests
{
    private static ImmutableArray<double> Series(int count, Func<int, double> score) =>
        [.. Enumerable.Range(0, count).Select(score)];

    [Fact]
    public void A_straight_line_stays_what_it_is_to_its_very_ends()
    {
        foreach (var count in new[] { 1, 2, 3, 8, 40 })
        {
            var line = Series(count, static i => 1 + (0.5 * i));
            Assert.All(LearningCurve.Of(line).Smooth.Zip(line), static pair =>
                Assert.Equal(pair.Second, pair.First, 1e-9));
        }
    }

    [Fact]
    public void Noise_is_smoothed_away_and_a_bend_is_not()
    {
        var random = KeyedRandom.For(3, RandomPurpose.Simulation, 1);
        var noisy = Series(200, _ => random.NextNormal());
        var smooth = LearningCurve.Of(noisy).Smooth;
        Assert.True(smooth.Average(static x => x * x) < noisy.Average(static x => x * x) / 8);

        var bend = Series(60, static i => 1 - Math.Exp(-i / 5.0));
        Assert.All(LearningCurve.Of(bend).Smooth.Zip(bend), static pair =>
            Assert.Equal(pair.Second, pair.First, 0.02));
    }

    [Fact]
    public void A_curve_begins_after_the_last_score_that_is_not_usable_and_only_its_end_counts_if_it_is_long()
    {
        Assert.Null(Of([]));
        Assert.Null(Of([1, 2, double.NaN]));
        Assert.Equal([3, 4], Of([1, double.PositiveInfinity, 3, 4])!.Scores);
        Assert.Equal(
            LearningCurve.ReportsMax, Of(Series(LearningCurve.ReportsMax + 9, static i => i))!.Scores.Length);
    }

    [Fact]
    public void The_widest_scores_do_no_harm() => Assert.All(
        LearningCurve.Of([1e300, -1e300, 1e300, 5]).Smooth, static score => Assert.False(double.IsNaN(score)));

    private static LearningCurve? Of(ImmutableArray<double> scores) =>
        LearningCurve.Of([.. scores.Select(static (score, i) => new LevelScore(i, new Score(score)))]);
}
