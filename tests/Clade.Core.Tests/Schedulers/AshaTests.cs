using Clade.Core.Tests.Experiments;
using Clade.Experiments;
using Clade.Schedulers;

namespace Clade.Core.Tests.Schedulers;

/// <summary>Worked cases of ASHA's stopping variant.</summary>
public sealed class AshaTests
{
    private static readonly Asha TwoPointFive = new()
    {
        MaxResource = 10,
        GracePeriod = 2.5,
        ReductionFactor = 3,
        TimeAttribute = "t",
    };

    private static readonly Asha Halving = new() { MaxResource = 10, ReductionFactor = 2, TimeAttribute = "t" };

    /// <summary>One trial rises by 100 at each report, one stays at 450; a third has not begun.</summary>
    private static Script Basic(Asha asha)
    {
        var script = new Script(RungSettings.Of(asha, trials: 3), slots: 3);
        for (var i = 0; i < 10; i++) Assert.Equal('C', script.Report(0, i, 100 * i));
        for (var i = 0; i < 5; i++) Assert.Equal('C', script.Report(1, i, 450));
        return script;
    }

    [Theory]
    [InlineData(1, 100, 4, new[] { 1.0, 4, 16, 64 })]
    [InlineData(1, 10, 2, new[] { 1.0, 2, 4, 8 })]
    [InlineData(2.5, 100, 3, new[] { 2.5, 7.5, 22.5, 67.5 })]
    [InlineData(1, 81, 3, new[] { 1.0, 3, 9, 27, 81 })]
    [InlineData(0.1, 2.7, 3, new[] { 0.1, 0.1 * 3, 0.1 * 3 * 3, 0.1 * 3 * 3 * 3 })]
    public void Rungs_are_powers_of_the_factor(double grace, double max, double factor, double[] levels)
    {
        var asha = new Asha { MaxResource = max, GracePeriod = grace, ReductionFactor = factor };
        Assert.Equal(levels, asha.Ladders.Single().Levels);
    }

    [Fact]
    public void A_report_past_a_rung_counts_for_it()
    {
        var script = Basic(TwoPointFive);
        Assert.Equal('S', script.Report(0, 10, 1000));
        Assert.Equal('S', script.Report(1, 10, 1000));
        Assert.Equal(TrialStatus.Completed, script.State.Trials[1].Status);
        Assert.Equal('C', script.Report(2, 1, 10));
        Assert.Equal('C', script.Report(2, 2, 10));
        Assert.Equal('S', script.Report(2, 3, 10));
        Assert.Equal(TrialStatus.Stopped, script.State.Trials[2].Status);
        Assert.Equal(
            "at rung 2.5 its score was 10, worse than the cutoff 400", script.State.Trials[2].EndReason);
    }

    [Fact]
    public void The_cutoff_lies_between_scores()
    {
        var script = Basic(Halving);
        Assert.Equal('S', script.Report(2, 1, 260));
        Assert.Equal(275, script.State.Trials[2].Course!.Last!.Cutoff!.Value.Value);
    }

    [Fact]
    public void Scores_that_are_no_numbers_are_left_out_of_the_cutoff()
    {
        var script = new Script(RungSettings.Of(Halving, trials: 4), slots: 4);
        for (var i = 0; i < 10; i++) Assert.Equal('C', script.Report(0, i, 450));
        Assert.Equal('C', script.Report(1, 0, double.NaN));
        Assert.Equal('S', script.Report(1, 1, double.NaN));
        Assert.Equal('S', script.Report(2, 1, double.PositiveInfinity));
        Assert.Equal('S', script.Report(3, 1, 260));
        Assert.Equal(450, script.State.Trials[3].Course!.Last!.Cutoff!.Value.Value);
    }

    [Fact]
    public void Equal_scores_go_on_together()
    {
        var script = new Script(RungSettings.Of(Halving, trials: 5), slots: 5);
        for (var trial = 0; trial < 5; trial++) Assert.Equal('C', script.Report(trial, 1, 7));
    }

    [Fact]
    public void Lower_is_better_where_the_objective_says_so()
    {
        var settings = RungSettings.Of(Halving, trials: 2) with { Objective = Objective.Minimize("loss") };
        var script = new Script(settings, slots: 2);
        Assert.Equal('C', script.Report(0, 1, 0.5));
        Assert.Equal('S', script.Report(1, 1, 0.75));
        Assert.Equal("at rung 1 its loss was 0.75, worse than the cutoff 0.5", script.State.Trials[1].EndReason);
    }

    [Fact]
    public void A_skipped_rung_is_left_out()
    {
        var script = new Script(RungSettings.Of(Halving, trials: 2), slots: 2);
        Assert.Equal('C', script.Report(0, 5, 100));
        Assert.Equal('C', script.Report(0, 6, 100));
        Assert.Equal([4.0], script.State.Trials[0].Course!.Rungs.Select(entry => entry.Level));
        // Nobody is at rung 1 to be compared with.
        Assert.Equal('C', script.Report(1, 1, 1));
    }

    [Fact]
    public void What_is_trained_again_after_a_crash_counts_once()
    {
        var script = new Script(RungSettings.Of(Halving, trials: 3), slots: 3);
        Assert.Equal('C', script.Report(0, 1, 100, canSave: false));
        script.Lose(0);
        Assert.Equal(0, script.State.Trials[0].Iteration);
        Assert.Equal('C', script.Report(0, 1, 500, canSave: false));
        Assert.Equal(100, Assert.Single(script.State.Rungs.At(0, 1).Scores).Score.Value);
    }

    [Fact]
    public void An_end_that_was_decided_stays_decided_when_the_worker_is_lost_before_it_saves()
    {
        var script = new Script(RungSettings.Of(Halving, trials: 2), slots: 2);
        Assert.Equal('C', script.Report(0, 1, 100));
        var attempt = script.State.Trials[1].Attempt!;
        script.Happen(new Reported(
            DateTimeOffset.UnixEpoch, new TrialId(1), attempt.Number, 1, new Metrics([new("t", 1), new("score", 50)]),
            CanSave: true));
        Assert.Equal(SavePurpose.End, script.State.Trials[1].Attempt!.Saving);
        script.Lose(1);
        Assert.Equal(TrialStatus.Running, script.State.Trials[1].Status);
        Assert.Equal('S', script.Report(1, 0.5, 1000));
        Assert.Equal(
            (TrialStatus.Stopped, "at rung 1 its score was 50, worse than the cutoff 100"),
            (script.State.Trials[1].Status, script.State.Trials[1].EndReason));
    }

    [Fact]
    public void A_score_counts_at_a_rung_though_a_stop_rule_ends_the_trial_there()
    {
        var settings = RungSettings.Of(Halving, trials: 2) with { Stop = Stop.WhenMetric("score", 100) };
        var script = new Script(settings, slots: 2);
        Assert.Equal('S', script.Report(0, 1, 100));
        Assert.Equal('S', script.Report(1, 1, 50));
        Assert.Equal(
            [TrialStatus.Completed, TrialStatus.Stopped], script.State.Trials.Select(trial => trial.Status));
    }

    [Fact]
    public void A_higher_maximum_lets_complete_trials_go_on_and_leaves_stopped_ones()
    {
        var script = new Script(RungSettings.Of(Halving, trials: 2), slots: 2);
        Assert.Equal('C', script.Report(0, 1, 100));
        Assert.Equal('S', script.Report(1, 1, 50));
        Assert.Equal('S', script.Report(0, 10, 100));
        Assert.Equal(ExperimentStatus.Completed, script.State.Status);

        script.Open(RungSettings.Of(Halving, trials: 2) with { Stop = Stop.AtIteration(1000) });
        Assert.Equal(ExperimentStatus.Completed, script.State.Status);

        script.Open(RungSettings.Of(Halving with { MaxResource = 20 }, trials: 2));
        Assert.Equal([0], script.Running);
        Assert.Equal('C', script.Report(0, 16, 100));
        Assert.Equal('S', script.Report(0, 20, 100));
    }

    [Fact]
    public void Trials_are_drawn_into_brackets_as_often_as_Hyperband_has_them()
    {
        var asha = new Asha { MaxResource = 200, ReductionFactor = 3, Brackets = 5, TimeAttribute = "t" };
        Assert.Equal([243, 98, 41, 18, 9, 6], HyperBandTable.Sizes(6, 3));
        var script = new Script(RungSettings.Of(asha, trials: 600), slots: 600);
        for (var trial = 0; trial < 600; trial++) script.Report(trial, 81, trial);
        var counts = script.State.Trials.CountBy(trial => trial.Course!.Last!.Bracket).OrderBy(c => c.Key).ToArray();
        Assert.Equal([0, 1, 2, 3, 4], counts.Select(count => count.Key));
        // 81, 34, 15, 8 and 5 of 143.
        Assert.InRange(counts[0].Value, 300, 380);
        Assert.InRange(counts[1].Value, 110, 180);
    }

    [Fact]
    public void Wrong_options_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Asha { MaxResource = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => Halving with { GracePeriod = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Halving with { ReductionFactor = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Halving with { Brackets = 11 });
        Assert.Throws<ArgumentException>(() => Halving with { TimeAttribute = " " });
        Assert.Contains("GracePeriod is 20, but MaxResource is 10", MistakeOf(Halving with { GracePeriod = 20 }));
        Assert.Contains("Brackets is 5", MistakeOf(Halving with { Brackets = 5 }));
        Assert.Equal(Halving, Halving with { });
    }

    private static string MistakeOf(Asha asha) =>
        Assert.Single(asha.Mistakes(RungSettings.Of(asha, trials: 1)));
}
