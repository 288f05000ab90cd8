using Clade.Experiments;

namespace Clade.Core.Tests.Experiments;

/// <summary>The user pauses trials: they save, leave, and wait to be let go on.</summary>
public sealed class PauseTests
{
    private static readonly DateTimeOffset Any = DateTimeOffset.UnixEpoch;
    private static readonly PopulationBasedTraining Synchronous = new()
    {
        PerturbationInterval = 1,
        Synchronous = true,
        GenerationTimeout = TimeSpan.FromMinutes(1),
    };

    [Fact]
    public void A_paused_trial_saves_and_leaves_at_its_next_report_and_goes_on_there()
    {
        var script = Plain(trials: 2, slots: 2);
        Pause(script, 0);
        Assert.Equal([0, 1], script.Running);

        Assert.Equal('Y', script.Report(0, 1, 0.5));
        Assert.Equal([1], script.Running);
        Assert.Equal('C', script.Report(1, 1, 0.5));
        Assert.Equal([1], script.Running);

        Resume(script, 0);
        Assert.Equal([0, 1], script.Running);
        var start = script.Commands.OfType<StartAttempt>().Last();
        Assert.Equal((new TrialId(0), 1, 1L), (start.Trial, start.Attempt, start.Iteration));
        Assert.Empty(script.Warnings);
    }

    [Fact]
    public void Its_slot_goes_to_a_trial_that_waits()
    {
        var script = Plain(trials: 3, slots: 1);
        Pause(script, 0);
        script.Report(0, 1, 0.5);
        Assert.Equal([1], script.Running);
    }

    [Fact]
    public void Without_a_way_to_save_a_pause_says_what_it_costs()
    {
        var script = Plain(trials: 1, slots: 1);
        Pause(script, 0);
        Assert.Equal('Y', script.Report(0, 1, 0.5, canSave: false));
        Assert.Contains("begins anew", Assert.Single(script.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_paused_trial_stays_paused_when_the_experiment_is_opened_again()
    {
        var script = Plain(trials: 2, slots: 2);
        Pause(script, 1);
        script.Open(script.Settings);
        Assert.Equal([0], script.Running);
        Resume(script, 1);
        Assert.Equal([0, 1], script.Running);
    }

    [Fact]
    public void A_paused_experiment_begins_nothing_and_goes_on_when_it_is_opened_again()
    {
        var script = Plain(trials: 3, slots: 2);
        Pause(script, null);
        Assert.Equal('Y', script.Report(0, 1, 0.5));
        Assert.Equal('Y', script.Report(1, 1, 0.5));
        Assert.Empty(script.Running);
        Assert.Equal(ExperimentStatus.Running, script.State.Status);

        script.Open(script.Settings);
        Assert.Equal(2, script.Running.Length);
    }

    [Fact]
    public void Letting_all_go_on_frees_single_trials_too()
    {
        var script = Plain(trials: 2, slots: 2);
        Pause(script, 0);
        Pause(script, null);
        script.Report(0, 1, 0.5);
        script.Report(1, 1, 0.5);
        Resume(script, null);
        Assert.Equal([0, 1], script.Running);
    }

    [Fact]
    public void Trials_that_have_ended_or_do_not_exist_are_not_paused()
    {
        var script = Plain(trials: 1, slots: 1);
        Pause(script, 7);
        Pause(script, -1);
        Resume(script, 7);
        script.Return(0);
        Pause(script, 0);
        Assert.False(script.State[new TrialId(0)].PausedByUser);
        Assert.Equal(ExperimentStatus.Completed, script.State.Status);
    }

    [Fact]
    public void A_generation_waits_for_a_paused_member_and_closes_once_it_has_come()
    {
        var script = new Script(PbtScenarioTests.Settings(Synchronous with { GenerationTimeout = null }, 3), 3);
        Pause(script, 2);
        Assert.Equal('Y', script.Report(2, 1, 0.3));
        Pause(script, 1);
        Resume(script, 2);
        Assert.Equal('H', script.Report(0, 1, 0.1));
        Assert.Equal(0, script.State.Generation);

        // The one that was paused had come to the generation's end by its report; the other comes now.
        script.Report(1, 1, 0.2);
        Assert.Equal(1, script.State.Generation);
        Assert.DoesNotContain(1, script.Running);
        Resume(script, 1);
        Assert.Equal([0, 1, 2], script.Running);
    }

    [Fact]
    public void Those_that_wait_in_a_worker_lend_it_to_one_that_is_let_go_on()
    {
        var script = new Script(PbtScenarioTests.Settings(Synchronous, 3), slots: 2);
        Pause(script, 2);
        Assert.Equal('H', script.Report(0, 1, 0.1));
        Assert.Equal('H', script.Report(1, 1, 0.2));
        Assert.Equal([0, 1], script.Running);

        Resume(script, 2);
        Assert.Contains(2, script.Running);
        script.Report(2, 1, 0.3);
        Assert.Equal(1, script.State.Generation);
    }

    [Fact]
    public void A_generation_does_not_time_out_while_all_are_paused()
    {
        var script = new Script(PbtScenarioTests.Settings(Synchronous, 2), slots: 2);
        script.Report(0, 1, 0.1);
        Pause(script, null);
        Assert.DoesNotContain(0, script.Running);
        script.Pass(TimeSpan.FromHours(1));
        Assert.Equal(0, script.State.Generation);

        Resume(script, null);
        script.Pass(TimeSpan.FromSeconds(30));
        Assert.Equal(0, script.State.Generation);
        script.Pass(TimeSpan.FromSeconds(31));
        Assert.Equal(1, script.State.Generation);
    }

    [Fact]
    public void Paused_trials_are_not_taken_for_all_that_is_left_at_a_rung()
    {
        var settings = Settings(new HyperBand { MaxResource = 4, ReductionFactor = 2 }, 4);
        var script = new Script(settings, slots: 4);
        Pause(script, 3);
        script.Lose(3);
        for (var trial = 0; trial < 3; trial++) script.Report(trial, 1, trial);
        Assert.Empty(script.Running);
        Assert.All(script.State.Trials, trial => Assert.False(trial.HasEnded));

        Resume(script, 3);
        Assert.Equal([3], script.Running);
        script.Report(3, 1, 3);
        Assert.Contains(script.State.Trials, trial => trial.HasEnded);
    }

    private static Script Plain(int trials, int slots) =>
        new(Settings(new FirstInFirstOut(), trials), slots);

    private static void Pause(Script script, int? trial) =>
        script.Happen(new PauseRequested(Any, trial is { } id ? new TrialId(id) : null));

    private static void Resume(Script script, int? trial) =>
        script.Happen(new ResumeRequested(Any, trial is { } id ? new TrialId(id) : null));

    private static ExperimentSettings Settings(Scheduler scheduler, int trials) => PbtScenarioTests.Settings(
        new PopulationBasedTraining { PerturbationInterval = 1 }, trials) with
    {
        Scheduler = scheduler,
    };
}
