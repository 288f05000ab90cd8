using Clade.Schedulers;

namespace Clade.Core.Tests.Schedulers.ImprovementRate;

/// <summary>Curves are compared by hand.</summary>
public sealed class CurveComparisonTests
{
    [Fact]
    public void Curves_meet_where_the_lower_one_reaches_the_others_beginning()
    {
        Assert.Equal(new Overlap(2, 0, 2), CurveComparison.OverlapOf([1, 2, 3, 4], [3, 3.5, 3.6]));
        Assert.Equal(new Overlap(0, 2, 2), CurveComparison.OverlapOf([3, 3.5, 3.6], [1, 2, 3, 4]));
        // From equal beginnings on the shorter one says how far.
        Assert.Equal(new Overlap(0, 0, 2), CurveComparison.OverlapOf([1, 2], [1, 2, 3]));
        Assert.Null(CurveComparison.OverlapOf([1, 2, 2.9], [3, 4]));
        Assert.Null(CurveComparison.OverlapOf([3, 4], [1, 2, 2.9]));
    }

    [Fact]
    public void The_best_of_equally_long_sections_is_compared_whatever_came_before_or_after()
    {
        // 3, 4 against 3, 3.5; the later 9 has no counterpart.
        Assert.Equal(0.5, CurveComparison.BestScoreDifference([1, 2, 3, 4], [3, 3.5, 9]), 1e-12);
        Assert.Equal(-0.5, CurveComparison.BestScoreDifference([3, 3.5], [1, 2, 3, 4]), 1e-12);
        Assert.Equal(4 - 3.5, CurveComparison.BestScoreDifference([3, 4], [2, 3.2, 3.5, 9]), 1e-12);
    }

    [Fact]
    public void Curves_that_do_not_meet_are_compared_as_if_the_higher_one_had_been_lower()
    {
        // The lower one rises from 0 to 1 by steps of 0.1, the higher one by 0.2 each from 5 on. Moved down to begin at
        // 0, 0.1, …, 0.9 the higher gains twice as much over what is left of the lower: 11, 10, …, 2 reports.
        double[] low = [.. Enumerable.Range(0, 11).Select(static i => i / 10.0)];
        double[] high = [.. Enumerable.Range(0, 20).Select(static i => 5 + (0.2 * i))];
        var expected = Enumerable.Range(1, 10).Average(static gained => 0.1 * gained);
        Assert.Equal(expected, CurveComparison.BestScoreDifference(high, low), 1e-9);
        Assert.Equal(-expected, CurveComparison.BestScoreDifference(low, high), 1e-9);
    }

    [Fact]
    public void The_higher_of_two_that_do_not_meet_is_never_the_worse()
    {
        double[] flat = [5, 5, 5];
        Assert.Equal(0, CurveComparison.BestScoreDifference(flat, [0, 1, 2]));
        Assert.Equal(0, CurveComparison.BestScoreDifference([0, 1, 2], flat));
        Assert.Equal(0, CurveComparison.BestScoreDifference(flat, [4, 4]));
    }

    [Fact]
    public void The_sign_test_counts_wins_and_leaves_out_what_is_equal()
    {
        double[] zeros = [0, 0, 0, 0, 0, 0, 0, 0];
        var all = new Overlap(0, 0, 8);
        Assert.Equal(1 / 256.0, CurveComparison.SignTest([1, 1, 1, 1, 1, 1, 1, 1], zeros, all), 1e-12);
        // 7 or 8 of 8: 9 in 256.
        Assert.Equal(9 / 256.0, CurveComparison.SignTest([1, 1, 1, 1, 1, 1, 1, -1], zeros, all), 1e-12);
        Assert.Equal(1 / 32.0, CurveComparison.SignTest([0, 1, 0, 1, 1, 1, 1, 0], zeros, all), 1e-12);
        Assert.Equal(1, CurveComparison.SignTest(zeros, zeros, all));
        Assert.Equal(1, CurveComparison.SignTest([-1, -1], zeros, new Overlap(0, 0, 2)));
        // Only the sections count.
        Assert.Equal(1 / 4.0, CurveComparison.SignTest([-9, 1, 1], zeros, new Overlap(1, 6, 2)), 1e-12);
    }
}
