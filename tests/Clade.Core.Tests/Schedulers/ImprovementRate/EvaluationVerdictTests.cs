using Clade.Schedulers;

namespace Clade.Core.Tests.Schedulers.ImprovementRate;

/// <summary>When an evaluation ends, with a level of significance of 0.01.</summary>
public sealed class EvaluationVerdictTests
{
    private static readonly LearningCurve Flat = Line(8, 3, 0);

    private static LearningCurve Line(int count, double first, double step) =>
        LearningCurve.Of([.. Enumerable.Range(0, count).Select(i => first + (step * i))]);

    private static string Of(LearningCurve evaluator, LearningCurve child, double elapsed)
    {
        var verdict = EvaluationVerdict.Of(evaluator, child, elapsed, 0.01);
        return verdict.Reason.Length == 0 ? $"{verdict.Kind}" : $"{verdict.Kind}: {verdict.Reason}";
    }

    [Fact]
    public void One_that_does_not_come_near_its_child_ends_when_its_time_is_up()
    {
        var low = Line(20, 0, 0.1);
        Assert.Equal("GoesOn", Of(low, Flat, 0.99));
        Assert.Equal("Ends: the two never performed alike", Of(low, Flat, 1));
    }

    [Fact]
    public void One_that_is_better_7_times_in_a_row_succeeds_and_6_times_are_not_enough()
    {
        // Its first report is below the child's beginning, and is not compared.
        Assert.Equal("GoesOn", Of(Line(7, 2.2, 1), Line(20, 3, 0.5), 0.5));
        Assert.Equal(
            "Succeeds: faster, p = 0.0078 over 7 reports from equal scores on",
            Of(Line(8, 2.2, 1), Line(20, 3, 0.5), 0.1));
    }

    [Fact]
    public void The_longer_it_takes_the_surer_it_must_be()
    {
        // 4 wins of 8: p = 163 / 256 = 0.637.
        var wavering = LearningCurve.Of([3.1, 2.9, 3.1, 2.9, 3.1, 2.9, 3.1, 2.9]) with { Smooth = Flat.Smooth };
        Assert.Equal("GoesOn", Of(wavering, Flat, 0.37));
        Assert.Equal("Ends: no faster, p = 0.6367 over 8 reports from equal scores on", Of(wavering, Flat, 0.38));
    }

    [Fact]
    public void Whatever_is_worse_ends_soon()
    {
        var (worse, rising) = (Line(8, 3, -0.1), Line(8, 2.95, 0.1));
        Assert.Equal("GoesOn", Of(worse, rising, 0.005));
        Assert.Equal("Ends: no faster, p = 1 over 7 reports from equal scores on", Of(worse, rising, 0.1));
    }

    [Fact]
    public void Many_small_leads_do_not_make_up_for_a_best_that_is_not_better()
    {
        var evaluator = Line(10, 3.1, 0) with { Smooth = [3.2, 3.1, 3.1, 3.1, 3.1, 3.1, 3.1, 3.1, 3.1, 3.1] };
        var child = Line(10, 3, 0) with { Smooth = [3.2, 3, 3, 3, 3, 3, 3, 3, 3, 9] };
        Assert.Equal("GoesOn", Of(evaluator, child, 5));
    }
}
