using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Core.Tests.Experiments;

/// <summary>What is kept of how scores changed: only what a configuration did itself.</summary>
public sealed class ScoreChangeTests
{
    private static readonly SearchSpace Space = new() { ["a"] = Search.Uniform(0, 1) };

    private static readonly PopulationBasedTraining Pbt = new()
    {
        TimeAttribute = "t",
        PerturbationInterval = 10,
        QuantileFraction = 0.5,
        Explore = new PopulationBasedBandits { Window = 10 },
    };

    [Fact]
    public void A_change_counts_from_ready_point_to_ready_point_and_first_from_the_first_report()
    {
        var script = Play(Pbt, trials: 2);
        script.Report(0, 4, 3);
        script.Report(0, 8, 100);
        script.Report(0, 12, 7);
        script.Report(0, 15, -50);
        script.Report(0, 22, 12);
        Assert.Equal(
            [(4.0, 8.0, 3.0, 0.5), (12.0, 10.0, 7.0, 0.5)],
            Changes(script).Select(static c => (c.Since, c.Elapsed, c.Before, c.Rate)));
        Assert.All(Changes(script), c => Assert.Equal(script.State[new TrialId(0)].Config, c.Config));
    }

    [Fact]
    public void The_jump_to_the_donors_score_is_nobodys_change()
    {
        var script = Play(Pbt, trials: 2);
        foreach (var trial in (int[])[0, 1]) script.Report(trial, 1, 0);
        script.Report(1, 11, 1000);
        Assert.Equal('X', script.Report(0, 11, 10));
        Assert.Equal([100.0, 1], Changes(script).Select(static c => c.Rate));

        // The donor had 1000 at 11, and what follows counts from there, with the explored configuration.
        script.Report(0, 21, 1020);
        var change = Changes(script)[^1];
        Assert.Equal((0, 11.0, 1000.0, 2.0), (change.Trial.Value, change.Since, change.Before, change.Rate));
        Assert.Equal(script.Exploits.Single().Config, change.Config);
    }

    [Fact]
    public void Errors_that_fall_are_changes_for_the_better()
    {
        var script = new Script(Settings(Pbt, 2) with { Objective = Objective.Minimize("score") }, slots: 2);
        script.Report(0, 1, 50);
        script.Report(0, 11, 30);
        Assert.Equal((-50.0, 2.0), (Changes(script)[0].Before, Changes(script)[0].Rate));
    }

    [Fact]
    public void A_trial_that_diverged_has_a_change_without_a_number_and_counts_anew()
    {
        var script = Play(Pbt with { MaxSkew = double.PositiveInfinity }, trials: 1 + 1);
        script.Report(0, 1, 0);
        script.Report(0, 11, double.NaN);
        script.Report(0, 15, 5);
        script.Report(0, 21, 11);
        Assert.Equal([double.NaN, 1], Changes(script).Select(static c => c.Rate));
        Assert.Equal(15, Changes(script)[1].Since);
    }

    [Fact]
    public void A_trial_that_starts_again_from_scratch_counts_from_there()
    {
        var script = Play(Pbt, trials: 2);
        script.Report(0, 4, 40);
        script.Lose(0);
        script.Report(0, 2, 2);
        script.Report(0, 12, 12);
        Assert.Equal((2.0, 2.0, 1.0), (Changes(script)[0].Since, Changes(script)[0].Before, Changes(script)[0].Rate));
    }

    [Fact]
    public void A_trial_whose_checkpoint_is_damaged_counts_from_the_one_before()
    {
        var script = Play(Pbt, trials: 2);
        script.Report(0, 1, 0);
        script.Report(0, 11, 10);
        script.Report(0, 21, 30);
        var trial = script.State[new TrialId(0)];
        Assert.Equal(new ScoreMark(21, 30), trial.ChangesFrom);
        script.Lose(0);
        script.Happen(new CheckpointDamaged(
            default, trial.Id, script.State[trial.Id].Attempt!.Number, trial.Checkpoints[0], "cut"));
        Assert.Equal(new ScoreMark(11, 10), script.State[trial.Id].ChangesFrom);
        script.Report(0, 31, 50);
        Assert.Equal((11.0, 20.0, 2.0), (
            Changes(script)[^1].Since, Changes(script)[^1].Elapsed, Changes(script)[^1].Rate));
    }

    [Fact]
    public void Only_the_last_changes_are_kept_and_none_for_those_who_do_not_learn()
    {
        var script = Play(Pbt with { QuantileFraction = 0.1 }, trials: 2);
        for (var t = 1; t < 300; t += 10) script.Report(0, t, t * t);
        Assert.Equal(10, Changes(script).Length);
        Assert.Equal(291, Changes(script)[^1].Since + Changes(script)[^1].Elapsed);

        var plain = Play(Pbt with { Explore = Explore.PerturbOrResample }, trials: 2);
        for (var t = 1; t < 300; t += 10) plain.Report(0, t, t);
        Assert.Null(plain.State.ScoreChanges);
        Assert.All(plain.State.Trials, static trial => Assert.Null(trial.ChangesFrom));
    }

    [Fact]
    public void An_experiment_resumed_with_bandits_learns_from_then_on_and_without_them_forgets()
    {
        var script = Play(Pbt with { Explore = Explore.PerturbOrResample }, trials: 2);
        script.Report(0, 1, 0);
        script.Report(0, 11, 10);
        script.Open(Settings(Pbt, 2));
        script.Report(0, 15, 14);
        script.Report(0, 21, 20);
        Assert.Equal((15.0, 1.0), (Changes(script).Single().Since, Changes(script).Single().Rate));

        script.Open(Settings(Pbt with { Explore = Explore.PerturbOrResample }, 2));
        script.Report(0, 31, 30);
        script.Report(0, 41, 30);
        Assert.Single(Changes(script));
        Assert.Null(script.State[new TrialId(0)].ChangesFrom);
    }

    private static ImmutableArray<ScoreChange> Changes(Script script) => [.. script.State.ScoreChanges ?? []];

    private static ExperimentSettings Settings(PopulationBasedTraining pbt, int trials) =>
        PbtScenarioTests.Settings(pbt, trials, Space);

    private static Script Play(PopulationBasedTraining pbt, int trials) => new(Settings(pbt, trials), trials);
}
