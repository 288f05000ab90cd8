using Clade.Core.Tests.Experiments;
using Clade.Experiments;

namespace Clade.Core.Tests.Schedulers;

/// <summary>Worked cases of ASHA's promotion variant: reduction factor 2, rungs 1, 2, 4, complete at 8.</summary>
public sealed class AshaPromotionTests
{
    private static readonly Asha Promoting = new()
    {
        MaxResource = 8,
        ReductionFactor = 2,
        Variant = AshaVariant.Promotion,
        TimeAttribute = "t",
    };

    [Fact]
    public void A_trial_pauses_at_its_rung_with_a_checkpoint_and_gives_its_worker_away()
    {
        var script = new Script(RungSettings.Of(Promoting, trials: 4), slots: 1);
        Assert.Equal('Y', script.Report(0, 1, 10));
        Assert.Equal([1], script.Running);
        Assert.Equal(HoldKind.Rung, script.State.Trials[0].Hold);
        Assert.Single(script.State.Trials[0].Checkpoints);
    }

    [Fact]
    public void A_free_worker_takes_the_best_paused_trial_once_it_is_in_the_top_share()
    {
        var script = new Script(RungSettings.Of(Promoting, trials: 4), slots: 1);
        Assert.Equal('Y', script.Report(0, 1, 10));
        // Now there are two at rung 1, and the better one of them is paused.
        Assert.Equal('Y', script.Report(1, 1, 5));
        Assert.Equal([0], script.Running);
        Assert.Equal(RungDecision.Promoted, script.State.Trials[0].Course!.Last!.Decision);
        // It is alone at rung 2.
        Assert.Equal('Y', script.Report(0, 2, 11));
        Assert.Equal([2], script.Running);
    }

    [Fact]
    public void A_trial_that_a_free_worker_would_take_keeps_its_own()
    {
        var script = new Script(RungSettings.Of(Promoting, trials: 4), slots: 1);
        Assert.Equal('Y', script.Report(0, 1, 5));
        Assert.Equal('C', script.Report(1, 1, 10));
        Assert.Equal([1], script.Running);
    }

    [Fact]
    public void The_highest_rung_is_looked_through_first()
    {
        var script = new Script(RungSettings.Of(Promoting, trials: 12), slots: 4);
        Assert.Equal('Y', script.Report(0, 1, 1));
        for (var trial = 1; trial < 4; trial++) script.Report(trial, 1, 10 + trial);
        // 2 and 3 were promoted, and come to rung 2 while there is a candidate at rung 1 too.
        script.Report(4, 1, 20);
        Assert.Equal('Y', script.Report(2, 2, 30));
        Assert.Equal('Y', script.Report(3, 2, 25));
        Assert.Contains(2, script.Running);
        Assert.Equal(RungDecision.Promoted, script.State.Trials[2].Course!.Last!.Decision);
    }

    [Fact]
    public void What_can_not_be_promoted_ends_with_the_last_trial()
    {
        var script = new Script(RungSettings.Of(Promoting, trials: 4), slots: 2);
        double[] scores = [4, 3, 2, 1];
        var time = new double[4];
        while (script.State.Status == ExperimentStatus.Running)
        {
            var trial = script.Running[0];
            time[trial] = time[trial] == 0 ? 1 : 2 * time[trial];
            script.Report(trial, time[trial], scores[trial]);
        }

        Assert.Equal(ExperimentStatus.Completed, script.State.Status);
        // Two of four at rung 1, one of two at rung 2; it is alone at rung 4.
        Assert.Equal([4, 2, 1, 1], time);
        Assert.All(script.State.Trials, trial => Assert.Equal(TrialStatus.Stopped, trial.Status));
        Assert.Equal(
            "at rung 4 its score was 4, and it was not promoted before the last trial was done",
            script.State.Trials[0].EndReason);
    }

    [Fact]
    public void Scores_that_are_no_numbers_are_never_promoted()
    {
        var script = new Script(RungSettings.Of(Promoting, trials: 3), slots: 3);
        for (var trial = 0; trial < 3; trial++) Assert.Equal('Y', script.Report(trial, 1, double.NaN));
        Assert.Equal(ExperimentStatus.Completed, script.State.Status);
        Assert.DoesNotContain(script.Commands, command => command is DecideRung);
        Assert.EndsWith(
            "its score was no number, and it was not promoted before the last trial was done",
            script.State.Trials[0].EndReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_scores_are_promoted_by_number()
    {
        var script = new Script(RungSettings.Of(Promoting, trials: 2), slots: 1);
        Assert.Equal('Y', script.Report(0, 1, 5));
        Assert.Equal('Y', script.Report(1, 1, 5));
        Assert.Equal([0], script.Running);
    }

    [Fact]
    public void A_worker_lost_while_it_saves_for_a_pause_costs_the_training_only()
    {
        var script = new Script(RungSettings.Of(Promoting, trials: 2), slots: 1);
        ReportWithoutSave(script, 0, 1, 10);
        script.Lose(0);
        Assert.Equal((HoldKind.Rung, 0L), (script.State.Trials[0].Hold!.Value, script.State.Trials[0].Iteration));
        Assert.Equal('Y', script.Report(1, 1, 5));
        Assert.Equal([0], script.Running);
        // It trains up to the rung again, which it has been let past.
        Assert.Equal('C', script.Report(0, 1, 1000));
        Assert.Equal('Y', script.Report(0, 2, 10));
        Assert.Equal([10.0, 10], script.State.Trials[0].Course!.Rungs.Select(entry => entry.Score.Value));
    }

    [Fact]
    public void A_paused_trial_outlives_an_interruption()
    {
        var settings = RungSettings.Of(Promoting, trials: 2);
        var script = new Script(settings, slots: 1);
        Assert.Equal('Y', script.Report(0, 1, 10));
        script.Happen(new StopRequested(DateTimeOffset.UnixEpoch, "Ctrl+C"));
        Assert.Equal('Y', script.Report(1, 0.5, 1));
        Assert.Equal(ExperimentStatus.Interrupted, script.State.Status);

        script.Open(settings);
        Assert.Equal([1], script.Running);
        Assert.Equal('Y', script.Report(1, 1, 5));
        Assert.Equal([0], script.Running);
    }

    [Fact]
    public void A_trial_that_comes_to_its_rung_while_the_experiment_stops_waits_there()
    {
        var settings = RungSettings.Of(Promoting, trials: 2);
        var script = new Script(settings, slots: 1);
        script.Happen(new StopRequested(DateTimeOffset.UnixEpoch, "Ctrl+C"));
        Assert.Equal('Y', script.Report(0, 1, 10));
        Assert.Equal(ExperimentStatus.Interrupted, script.State.Status);
        script.Open(settings);
        Assert.Equal([1], script.Running);
        Assert.Equal(HoldKind.Rung, script.State.Trials[0].Hold);
    }

    [Fact]
    public void More_trials_let_those_that_were_left_paused_be_promoted()
    {
        var script = new Script(RungSettings.Of(Promoting, trials: 1), slots: 1);
        Assert.Equal('Y', script.Report(0, 1, 10));
        Assert.Equal(ExperimentStatus.Completed, script.State.Status);
        Assert.Equal(TrialStatus.Stopped, script.State.Trials[0].Status);

        script.Open(RungSettings.Of(Promoting, trials: 2));
        Assert.Equal([1], script.Running);
        Assert.Equal('Y', script.Report(1, 1, 5));
        Assert.Equal([0], script.Running);
    }

    [Fact]
    public void Under_another_scheduler_paused_trials_go_on()
    {
        var script = new Script(RungSettings.Of(Promoting, trials: 2), slots: 1);
        Assert.Equal('Y', script.Report(0, 1, 10));
        script.Happen(new StopRequested(DateTimeOffset.UnixEpoch, "Ctrl+C"));
        Assert.Equal('Y', script.Report(1, 0.5, 1));
        script.Open(RungSettings.Of(new FirstInFirstOut(), trials: 2) with { Stop = Stop.AtIteration(3) });
        while (script.Running is [var trial, ..]) script.Report(trial, 5, 1);
        Assert.All(script.State.Trials, trial => Assert.Equal(TrialStatus.Completed, trial.Status));
    }

    [Fact]
    public void A_pause_without_a_checkpoint_is_warned_of_once()
    {
        var script = new Script(RungSettings.Of(Promoting, trials: 3), slots: 1);
        Assert.Equal('Y', script.Report(0, 1, 10, canSave: false));
        Assert.Equal('Y', script.Report(1, 1, 5, canSave: false));
        Assert.Equal("paused-without-checkpoint", Assert.Single(script.Warnings).Code);
        Assert.Equal([0], script.Running);
        Assert.Equal(0, script.State.Trials[0].Iteration);
    }

    /// <summary>The report is told to save, and does not get to it.</summary>
    private static void ReportWithoutSave(Script script, int trial, double t, double v)
    {
        var id = new TrialId(trial);
        var attempt = script.State[id].Attempt!;
        script.Happen(new Reported(
            DateTimeOffset.UnixEpoch, id, attempt.Number, attempt.Sequence + 1,
            new Metrics([new("t", t), new("score", v)]), CanSave: true));
        Assert.Equal(AttemptPhase.Saving, script.State[id].Attempt!.Phase);
    }
}
