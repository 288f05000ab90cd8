using Clade.Core.Tests.Experiments;
using Clade.Experiments;

namespace Clade.Core.Tests.Schedulers;

/// <summary>Worked cases of the median stopping rule.</summary>
public sealed class MedianStoppingTests
{
    private static readonly MedianStopping Early = new() { GracePeriod = 0, MinOthers = 1, TimeAttribute = "t" };

    /// <summary>One trial rises by 100 at each report, one stays at 450; a third has not begun.</summary>
    private static Script Basic(MedianStopping median)
    {
        var settings = RungSettings.Of(median, trials: 3) with { Stop = Stop.WhenMetric("score", 1000) };
        var script = new Script(settings, slots: 3);
        for (var i = 0; i < 10; i++) Assert.Equal('C', script.Report(0, i, 100 * i));
        for (var i = 0; i < 5; i++) Assert.Equal('C', script.Report(1, i, 450));
        return script;
    }

    [Fact]
    public void The_best_so_far_is_compared_with_the_others_averages()
    {
        var script = Basic(Early);
        Assert.Equal('S', script.Report(0, 10, 1000));
        Assert.Equal('C', script.Report(1, 5, 450));
        Assert.Equal('C', script.Report(1, 6, 0));
        Assert.Equal('S', script.Report(1, 10, 450));
        Assert.Equal(TrialStatus.Stopped, script.State.Trials[1].Status);
        Assert.Equal(
            "at rung 10 its best score was 450, worse than the cutoff 500", script.State.Trials[1].EndReason);
    }

    [Theory]
    [InlineData(false, 'S')]
    [InlineData(true, 'Y')]
    public void The_median_of_two_is_their_mean(bool isSoft, char expected)
    {
        var script = Basic(Early with { SoftStop = isSoft });
        Assert.Equal('S', script.Report(0, 10, 1000));
        Assert.Equal('S', script.Report(1, 10, 1000));
        Assert.Equal('C', script.Report(2, 1, 260));
        Assert.Equal(expected, script.Report(2, 2, 260));
        Assert.Equal(275, script.Commands.OfType<EnterRung>().Last().Entry.Cutoff!.Value.Value);
    }

    [Fact]
    public void A_soft_stop_waits_for_the_last_new_trial_and_then_trains_to_its_end()
    {
        var settings = RungSettings.Of(Early with { SoftStop = true }, trials: 3) with { Stop = Stop.AtIteration(3) };
        var script = new Script(settings, slots: 1);
        for (var i = 1; i <= 3; i++) script.Report(0, i, 100);
        Assert.Equal('Y', script.Report(1, 1, 50));
        Assert.Equal([2], script.Running);
        for (var i = 1; i <= 3; i++) script.Report(2, i, 100);
        Assert.Equal([1], script.Running);
        Assert.Equal('C', script.Report(1, 2, 50));
        Assert.Equal('S', script.Report(1, 3, 50));
        Assert.All(script.State.Trials, trial => Assert.Equal(TrialStatus.Completed, trial.Status));
    }

    [Fact]
    public void Nobody_ends_before_enough_others_have_come_as_far()
    {
        var script = new Script(RungSettings.Of(Early with { MinOthers = 2 }, trials: 3), slots: 3);
        Assert.Equal('C', script.Report(0, 1, 100));
        Assert.Equal('C', script.Report(1, 1, 50));
        Assert.Equal('S', script.Report(2, 1, 50));
    }

    [Fact]
    public void Scores_that_are_no_numbers_are_left_out()
    {
        var script = new Script(RungSettings.Of(Early, trials: 3), slots: 3);
        Assert.Equal('C', script.Report(0, 1, double.NaN));
        // The only other has no number to compare with.
        Assert.Equal('C', script.Report(1, 1, -5));
        Assert.Equal('S', script.Report(2, 1, double.NaN));
    }

    [Fact]
    public void What_is_trained_again_after_a_crash_is_averaged_once()
    {
        var script = new Script(RungSettings.Of(Early, trials: 1), slots: 1);
        Assert.Equal('C', script.Report(0, 1, 10, canSave: false));
        Assert.Equal('C', script.Report(0, 2, 20, canSave: false));
        script.Lose(0);
        Assert.Equal('C', script.Report(0, 1, 1000, canSave: false));
        Assert.Equal('C', script.Report(0, 2, 1000, canSave: false));
        Assert.Equal('C', script.Report(0, 3, 30, canSave: false));
        Assert.Equal(20, script.State.Trials[0].Course!.Average!.Value.Value);
        Assert.Equal([10.0, 15, 20], script.State.Trials[0].Course!.Rungs.Select(entry => entry.Score.Value));
    }

    [Fact]
    public void Decisions_are_an_interval_apart()
    {
        var script = new Script(RungSettings.Of(Early with { Interval = 5 }, trials: 1), slots: 1);
        for (var t = 1; t <= 12; t++) script.Report(0, t, t);
        Assert.Equal([0.0, 5, 10], script.State.Trials[0].Course!.Rungs.Select(entry => entry.Level));
    }

    [Fact]
    public void Wrong_options_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Early with { GracePeriod = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Early with { MinOthers = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Early with { Interval = 0 });
        Assert.Throws<ArgumentException>(() => Early with { TimeAttribute = "" });
    }
}
