using Clade.Experiments;

namespace Clade.Core.Tests.Experiments;

/// <summary>Memory runs short: nobody new starts, and the one that takes most goes before the system chooses.</summary>
public sealed class MemoryShortageTests
{
    private const long Gib = 1L << 30;
    private const long Total = 16 * Gib;
    private static readonly DateTimeOffset Any = DateTimeOffset.UnixEpoch;

    [Fact]
    public void While_it_is_short_nobody_starts_beside_another()
    {
        var script = Plain(trials: 4, slots: 2);
        Say(script, MemoryLevel.Short);
        Assert.Equal([0, 1], script.Running);
        Assert.Contains("100 MiB of 16 GiB", Assert.Single(script.Warnings).Message, StringComparison.Ordinal);
        script.Return(0);
        Assert.Equal([1], script.Running);

        // With nobody left it would never end.
        script.Return(1);
        Assert.Equal([2], script.Running);

        Say(script, MemoryLevel.Ample);
        Assert.Equal([2, 3], script.Running);
    }

    [Fact]
    public void The_next_driver_judges_for_itself()
    {
        var script = Plain(trials: 2, slots: 2);
        Say(script, MemoryLevel.Short);
        script.Open(script.Settings);
        Assert.Equal([0, 1], script.Running);
    }

    [Fact]
    public void An_experiment_that_is_opened_when_it_is_short_begins_with_one()
    {
        var script = Plain(trials: 2, slots: 2);
        var opened = new Opened(Any, script.State.Machine!, script.State.Setup, MemoryLevel.Short);
        script.Happen(opened);
        Assert.Equal([0], script.Running);
    }

    [Fact]
    public void A_member_that_waits_for_others_is_nobody_that_runs()
    {
        var pbt = new PopulationBasedTraining { PerturbationInterval = 1, Synchronous = true };
        var script = new Script(PbtScenarioTests.Settings(pbt, 2), slots: 2);
        Assert.Equal('H', script.Report(0, 1, 0.1));
        Say(script, MemoryLevel.Short);
        script.Lose(1);
        Assert.Contains(1, script.Running);
        script.Report(1, 1, 0.2);
        Assert.Equal(1, script.State.Generation);
    }

    [Fact]
    public void When_it_is_critical_the_one_that_takes_most_is_ended_and_tried_again()
    {
        var script = Plain(trials: 3, slots: 3);
        Say(script, MemoryLevel.Critical, Takes(0, Gib), Takes(1, 9 * Gib), Takes(2, 2 * Gib));

        var kill = Assert.Single(script.Commands.OfType<KillAttempt>());
        Assert.Equal((new TrialId(1), TrialError.MemoryShort), (kill.Trial, kill.Kind));
        Assert.Contains("only 100 MiB of 16 GiB memory were left", kill.Reason, StringComparison.Ordinal);
        Assert.Contains("took the most (9 GiB)", kill.Reason, StringComparison.Ordinal);
        Assert.Equal([0, 2], script.Running);
        Assert.Equal(1, script.State[new TrialId(1)].LostWorkers);

        Say(script, MemoryLevel.Ample);
        Assert.Equal([0, 1, 2], script.Running);
    }

    [Fact]
    public void One_beyond_its_request_goes_before_a_larger_one_that_keeps_its_word()
    {
        var settings = Settings(new FirstInFirstOut(), 2);
        var script = new Script(settings with { Resources = new Resources { MemoryBytes = 0 } }, slots: 2);
        var state = script.State with { Machine = script.State.Machine! with { MemoryBytes = Total } };
        foreach (var (id, asked) in new[] { (0, 10 * Gib), (1, Gib) })
        {
            var trial = state[new TrialId(id)];
            state = state.Set(trial with
            {
                Attempt = trial.Attempt! with
                {
                    Allocation = trial.Attempt.Allocation with { Request = new Resources { MemoryBytes = asked } },
                },
            });
        }

        var result = Experiment.Step(settings, state, new MemoryReported(
            Any, MemoryLevel.Critical, 0, Total, [Takes(0, 9 * Gib), Takes(1, 2 * Gib)]));
        var kill = Assert.Single(result.Commands.OfType<KillAttempt>());
        Assert.Equal(new TrialId(1), kill.Trial);
        Assert.Contains("it asked for 1 GiB", kill.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_is_ended_for_what_other_programs_hold()
    {
        var script = Plain(trials: 2, slots: 2);
        Say(script, MemoryLevel.Critical, Takes(0, 1 << 20), Takes(1, 1 << 20));
        Say(script, MemoryLevel.Critical, Takes(0, 1 << 20), Takes(1, 1 << 20));
        Assert.Empty(script.Commands.OfType<KillAttempt>());
        var warning = Assert.Single(script.Warnings, static w => w.Code == "memory-held-by-others");
        Assert.Contains("other programs", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Trials_that_share_a_process_are_not_ended()
    {
        var script = Plain(trials: 2, slots: 2);
        script.Happen(new MemoryReported(Any, MemoryLevel.Critical, 0, Total));
        Assert.Empty(script.Commands.OfType<KillAttempt>());
        Assert.Contains(script.Warnings, static w => w.Message.Contains("share one process", StringComparison.Ordinal));
    }

    [Fact]
    public void One_at_a_time_is_ended()
    {
        var script = Plain(trials: 2, slots: 2);
        var killed = script.State.Set(script.State[new TrialId(0)] with
        {
            Attempt = script.State[new TrialId(0)].Attempt! with { Killed = true },
        });
        var result = Experiment.Step(script.Settings, killed, new MemoryReported(
            Any, MemoryLevel.Critical, 0, Total, [Takes(0, 9 * Gib), Takes(1, 9 * Gib)]));
        Assert.DoesNotContain(result.Commands, static command => command is KillAttempt);
    }

    [Fact]
    public void A_trial_beyond_its_own_limit_is_ended_with_the_figures()
    {
        var script = Plain(trials: 2, slots: 2);
        script.Happen(new MemoryExceeded(Any, new TrialId(1), 0, 3 * Gib / 2, Gib));
        var kill = Assert.Single(script.Commands.OfType<KillAttempt>());
        Assert.Equal((new TrialId(1), TrialError.MemoryExceeded), (kill.Trial, kill.Kind));
        Assert.Equal("it took 1.5 GiB of memory, and Resources.MemoryBytes gives a trial 1 GiB", kill.Reason);
    }

    [Fact]
    public void What_exceeds_its_limit_twice_from_the_same_place_fails()
    {
        var script = Plain(trials: 2, slots: 2);
        Exceed(script, 1);
        Assert.Equal(TrialStatus.Running, script.State[new TrialId(1)].Status);
        Exceed(script, 1);
        var trial = script.State[new TrialId(1)];
        Assert.Equal((TrialStatus.Failed, 2), (trial.Status, trial.LostWorkers));
        Assert.Contains("twice from iteration 0 on", trial.EndReason, StringComparison.Ordinal);
        Assert.Contains("Raise Resources.MemoryBytes", trial.EndReason, StringComparison.Ordinal);
        Assert.Equal(TrialStatus.Running, script.State[new TrialId(0)].Status);
    }

    [Fact]
    public void A_leak_that_gets_further_each_time_is_tried_as_often_as_any_lost_worker()
    {
        var script = Plain(trials: 1, slots: 1);
        for (var loss = 1; loss <= script.Settings.MaxLostWorkers; loss++)
        {
            script.Report(0, loss, loss);
            script.Pass(TimeSpan.FromMinutes(2));
            script.Report(0, loss, loss);
            Exceed(script, 0);
            Assert.Equal(TrialStatus.Running, script.State[new TrialId(0)].Status);
        }

        script.Report(0, 10, 10);
        script.Pass(TimeSpan.FromMinutes(2));
        script.Report(0, 10, 10);
        Exceed(script, 0);
        Assert.Equal(TrialStatus.Failed, script.State[new TrialId(0)].Status);
    }

    private static Script Plain(int trials, int slots) =>
        new(Settings(new FirstInFirstOut(), trials), slots);

    private static AttemptMemory Takes(int trial, long bytes) => new(new TrialId(trial), 0, bytes);

    private static void Say(Script script, MemoryLevel level, params AttemptMemory[] attempts) => script.Happen(
        new MemoryReported(Any, level, 100 << 20, Total, level == MemoryLevel.Critical ? [.. attempts] : null));

    private static void Exceed(Script script, int trial)
    {
        var id = new TrialId(trial);
        script.Happen(new MemoryExceeded(Any, id, script.State[id].Attempt!.Number, 2 * Gib, Gib));
    }

    private static ExperimentSettings Settings(Scheduler scheduler, int trials) => PbtScenarioTests.Settings(
        new PopulationBasedTraining { PerturbationInterval = 1 }, trials) with
    {
        Scheduler = scheduler,
    };
}
