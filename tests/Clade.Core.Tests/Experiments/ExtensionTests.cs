using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Core.Tests.Experiments;

/// <summary>Opening an experiment under other options than before.</summary>
public sealed class ExtensionTests
{
    private static ExperimentSettings Settings(StopRule stop, int? trials = 2) => new()
    {
        Name = "extended",
        Space = new SearchSpace { ["x"] = Search.Uniform(0, 1) },
        Objective = Objective.Maximize("score"),
        Sampler = new RandomSampler(),
        Scheduler = new FirstInFirstOut(),
        Stop = stop,
        Trials = trials,
        Seed = 3,
        Resources = new Resources(),
        MaxFailures = 0,
    };

    private static Script Completed(StopRule stop, int iterations = 2)
    {
        var script = new Script(Settings(stop), slots: 2);
        for (var i = 1; i <= iterations; i++)
        {
            foreach (var trial in script.Running) script.Report(trial, i, i + trial);
        }

        Assert.Equal(ExperimentStatus.Completed, script.State.Status);
        return script;
    }

    private static TrialState Trial(Script script, int id) => script.State.Trials[id];

    [Fact]
    public void Trials_that_a_later_stop_would_not_have_ended_go_on_from_their_last_checkpoint()
    {
        var script = Completed(Stop.AtIteration(2));
        var attempts = script.State.Trials.Select(t => t.AttemptCount).ToArray();

        script.Open(Settings(Stop.AtIteration(4)));

        Assert.Equal(ExperimentStatus.Running, script.State.Status);
        var starts = script.Commands.OfType<StartAttempt>().TakeLast(2).ToArray();
        Assert.Equal([2L, 2], starts.Select(s => s.Iteration));
        Assert.All(starts, start => Assert.Equal(2, start.Checkpoint!.Value.Iteration));
        Assert.Equal(attempts.Select(n => n + 1), script.State.Trials.Select(t => t.AttemptCount));
        foreach (var i in new[] { 3, 4 })
        {
            foreach (var trial in script.Running) script.Report(trial, i, i);
        }

        Assert.Equal(ExperimentStatus.Completed, script.State.Status);
        Assert.All(script.State.Trials, t => Assert.Equal((TrialStatus.Completed, 4), (t.Status, t.Iteration)));
    }

    [Fact]
    public void More_trials_continue_the_samplers_sequence()
    {
        var script = Completed(Stop.AtIteration(2));
        script.Open(Settings(Stop.AtIteration(2), trials: 4));

        Assert.Equal([2, 3], script.Running);
        var whole = new Script(Settings(Stop.AtIteration(2), trials: 4), slots: 4);
        Assert.Equal(whole.State.Trials.Select(t => (t.Config, t.Seed)),
            script.State.Trials.Select(t => (t.Config, t.Seed)));
        Assert.Equal([TrialStatus.Completed, TrialStatus.Completed],
            script.State.Trials.Take(2).Select(t => t.Status));
    }

    [Fact]
    public void The_same_options_end_it_at_once_for_the_same_reason()
    {
        var script = Completed(Stop.AtIteration(2));
        var (reason, reports) = (script.State.EndReason, script.State.ReportCount);

        script.Open(script.Settings);

        Assert.Equal((ExperimentStatus.Completed, reason), (script.State.Status, script.State.EndReason));
        Assert.IsType<EndExperiment>(Assert.Single(script.Commands.TakeLast(1)));
        Assert.Equal(reports, script.State.ReportCount);
    }

    [Fact]
    public void An_experiment_that_its_time_ended_stays_ended_until_it_gets_more()
    {
        var settings = Settings(Stop.AfterTime(TimeSpan.FromMinutes(1)), trials: null);
        var script = new Script(settings, slots: 1);
        script.Report(0, 1, 1);
        script.Pass(TimeSpan.FromMinutes(2));
        script.Report(0, 2, 2);
        Assert.Equal((ExperimentStatus.Completed, 1), (script.State.Status, script.State.Trials.Count));

        var reason = script.State.EndReason;
        script.Open(settings);
        Assert.Equal((ExperimentStatus.Completed, 1), (script.State.Status, script.State.Trials.Count));
        Assert.Equal(reason, script.State.EndReason);
        script.Open(settings with { Sampler = new RandomSampler { StartingConfigurations = [Configuration.Empty] } });
        Assert.Equal((ExperimentStatus.Completed, 1), (script.State.Status, script.State.Trials.Count));

        script.Open(Settings(Stop.AfterTime(TimeSpan.FromHours(1)), trials: null));
        Assert.Equal((ExperimentStatus.Running, 2), (script.State.Status, Trial(script, 0).Iteration));
        Assert.Equal([0], script.Running);
    }

    [Fact]
    public void Trials_that_failed_or_returned_by_themselves_stay_as_they_are()
    {
        var script = new Script(Settings(Stop.AtIteration(2), trials: 3), slots: 3);
        foreach (var trial in script.Running) script.Report(trial, 1, 1);
        script.Fail(0);
        script.Return(1);
        script.Report(2, 2, 2);
        Assert.Equal(ExperimentStatus.Completed, script.State.Status);

        script.Open(Settings(Stop.AtIteration(4), trials: 3));

        Assert.Equal([2], script.Running);
        Assert.Equal((TrialStatus.Failed, TrialStatus.Completed), (Trial(script, 0).Status, Trial(script, 1).Status));
    }

    [Fact]
    public void An_earlier_stop_and_fewer_trials_end_what_has_gone_as_far()
    {
        var script = new Script(Settings(Stop.AtIteration(9), trials: 4), slots: 2);
        for (var i = 1; i <= 3; i++) script.Report(0, i, i);
        script.Report(1, 1, 1);
        script.Happen(new StopRequested(default, "Ctrl+C"));
        script.Report(0, 4, 4);
        script.Report(1, 2, 2);
        Assert.Equal(ExperimentStatus.Interrupted, script.State.Status);

        script.Open(Settings(Stop.AtIteration(3), trials: 2));

        Assert.Equal((TrialStatus.Completed, 4), (Trial(script, 0).Status, Trial(script, 0).Iteration));
        Assert.Equal([1], script.Running);
        script.Report(1, 3, 3);
        Assert.Equal((ExperimentStatus.Completed, 2), (script.State.Status, script.State.Trials.Count));
    }

    [Fact]
    public void Trials_beyond_the_number_end_with_what_they_have()
    {
        var script = new Script(Settings(Stop.AtIteration(9), trials: 3), slots: 3);
        foreach (var trial in script.Running) script.Report(trial, 1, 1);
        script.Happen(new StopRequested(default, "Ctrl+C"));
        foreach (var trial in script.Running) script.Report(trial, 2, 2);

        script.Open(Settings(Stop.AtIteration(9), trials: 2));

        Assert.Equal([0, 1], script.Running);
        Assert.Equal(TrialStatus.Completed, Trial(script, 2).Status);
        Assert.Contains("only 2 trials are wanted", Trial(script, 2).EndReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trial_without_a_checkpoint_starts_from_scratch_with_a_warning()
    {
        var script = new Script(Settings(Stop.AtIteration(1), trials: 1), slots: 1);
        script.Report(0, 1, 1, canSave: false);

        script.Open(Settings(Stop.AtIteration(2), trials: 1));

        Assert.Equal((0, null), (Trial(script, 0).Iteration, script.Commands.OfType<StartAttempt>().Last().Checkpoint));
        Assert.Contains("saved no checkpoint", Assert.Single(script.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_function_that_never_reports_is_told_of()
    {
        var script = new Script(Settings(Stop.AtIteration(2)), slots: 2);
        script.Report(0, 1, 1);
        script.Return(0);
        Assert.Empty(script.Warnings);
        script.Return(1);
        Assert.Equal("never-reported", Assert.Single(script.Warnings).Code);
    }

    [Fact]
    public void A_wait_that_ends_beyond_the_calendar_never_does()
    {
        var settings = Settings(Stop.AtIteration(9), trials: 3) with
        {
            LeaveTimeout = TimeSpan.MaxValue,
            ReportTimeout = TimeSpan.MaxValue,
            Scheduler = new PopulationBasedTraining
            {
                PerturbationInterval = 1,
                Synchronous = true,
                GenerationTimeout = TimeSpan.MaxValue,
            },
        };
        var script = new Script(settings, slots: 3);
        script.Report(0, 1, 1);
        Assert.Equal('H', script.Report(1, 1, 1));
        Assert.Null(Experiment.NextDeadline(settings, script.State));
        script.Pass(TimeSpan.FromDays(400));
        Assert.Equal('X', script.Report(2, 1, 0));
    }

    [Fact]
    public void What_could_not_be_made_of_new_options_is_made_up_for_by_the_next_opening()
    {
        var script = Completed(Stop.AtIteration(2));
        var isBroken = true;
        var stop = Stop.AtIteration(4) | Stop.When(
            _ => isBroken ? throw new InvalidOperationException("broken") : false, "mended later");

        script.Open(Settings(stop));
        Assert.Equal(ExperimentStatus.Failed, script.State.Status);
        Assert.True(script.State.IsExtensionDue);

        isBroken = false;
        script.Open(Settings(stop));
        Assert.Equal([0, 1], script.Running);
        script.Report(0, 3, 3);
        Assert.False(script.State.IsExtensionDue);
    }

    [Fact]
    public void What_changed_is_told_line_by_line()
    {
        var before = ExperimentSetup.Of(Settings(Stop.AtIteration(2)));
        var now = ExperimentSetup.Of(Settings(Stop.AtIteration(4), trials: null) with
        {
            Scheduler = new PopulationBasedTraining { PerturbationInterval = 3, BurnIn = 5 },
        });

        var lines = before.DifferencesTo(now).ToArray();
        Assert.Equal("stop: AtIteration(2) before, AtIteration(4) from now on", lines[0]);
        Assert.Equal("trials: 2 before, as time allows from now on", lines[1]);
        Assert.Contains("burn-in 5", Assert.Single(lines[2..]), StringComparison.Ordinal);
        Assert.Empty(before.DifferencesTo(before));
        Assert.False(before.IsSameAs(null));
    }

    [Fact]
    public void A_plateau_is_remembered_where_the_new_rule_counts_as_the_old_one_did()
    {
        var script = Completed(Stop.OnPlateau(patience: 2, minDelta: 0.5) | Stop.AtIteration(3), iterations: 3);
        var before = Trial(script, 0).Plateaus.Single();

        script.Open(Settings(
            Stop.OnPlateau(patience: 9, minDelta: 0.25) | Stop.OnPlateau(patience: 7, minDelta: 0.5)));

        Assert.Equal(ImmutableArray.Create(PlateauRule.NoReports, before), Trial(script, 0).Plateaus);
        Assert.NotEqual(PlateauRule.NoReports, before);
        script.Report(0, 4, 4);
        Assert.Equal([1L, before.Reports + 1], Trial(script, 0).Plateaus.Select(p => p.Reports));
    }
}
