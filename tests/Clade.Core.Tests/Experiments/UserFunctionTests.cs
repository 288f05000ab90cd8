using Clade.Experiments;

namespace Clade.Core.Tests.Experiments;

/// <summary>
/// A user's function that throws ends the experiment in order: trials save and leave, the exception is named, nothing
/// is half decided, and a resume with the function mended goes on.
/// </summary>
public sealed class UserFunctionTests
{
    private static readonly PopulationBasedTraining Mended = new()
    {
        PerturbationInterval = 2,
        QuantileFraction = 0.5,
        MaxSkew = double.PositiveInfinity,
    };

    private static readonly PopulationBasedTraining Broken = Mended with
    {
        Explore = Explore.Replace(static _ => throw new FormatException("no such luck")),
    };

    private static ExperimentSettings Settings(PopulationBasedTraining pbt) =>
        PbtScenarioTests.Settings(pbt, trials: 2);

    [Fact]
    public void A_report_that_a_stop_rule_threw_at_is_judged_again()
    {
        var settings = Settings(Mended);
        var script = new Script(
            settings with { Stop = Stop.When(static _ => throw new FormatException("no such luck"), "lucky") }, 2);
        script.Report(0, 1, 1);
        Assert.Equal(ExperimentStatus.Running, script.State.Status);
        Assert.Equal(ExperimentStatus.Failed, script.State.Closing!.Status);
        Assert.Equal([1], script.Running);

        script.Report(1, 1, 2);
        Assert.Equal(ExperimentStatus.Failed, script.State.Status);
        Assert.Contains(
            "Stop.When(lucky): at iteration 1 of trial 0", script.State.EndReason, StringComparison.Ordinal);

        script.Open(settings);
        Assert.Equal(ExperimentStatus.Running, script.State.Status);
        Assert.Equal([0L, 0], script.State.Trials.Select(static trial => trial.Iteration));
        Assert.Equal('C', script.Report(0, 1, 1));
    }

    [Fact]
    public void A_throwing_explore_function_leaves_the_decision_to_the_resume()
    {
        var script = new Script(Settings(Broken), 2);
        script.Report(0, 1, 1);
        script.Report(1, 1, 2);
        script.Report(1, 2, 2);
        script.Report(0, 2, 1);
        Assert.Equal(ExperimentStatus.Failed, script.State.Closing!.Status);
        script.Report(1, 3, 2);
        RequireSavedAndFailed(script);
        Assert.Empty(script.Exploits);
        Assert.Equal(0, script.State.Trials[0].ReadyCount);

        script.Open(Settings(Mended));
        Assert.Equal('X', script.Report(0, 3, 1));
        Assert.Equal(2, script.State.Trials[0].Iteration);
    }

    [Fact]
    public void A_generation_whose_explore_function_throws_is_decided_by_the_resume()
    {
        var script = new Script(Settings(Broken with { Synchronous = true }), 2);
        for (var t = 1; t <= 2; t++)
        {
            script.Report(0, t, 1);
            script.Report(1, t, 2);
        }

        RequireSavedAndFailed(script);
        Assert.Equal(0, script.State.Generation);

        script.Open(Settings(Mended with { Synchronous = true }));
        Assert.Equal(1, script.State.Generation);
        Assert.Equal((0, 1), (script.Exploits.Single().Victim.Value, script.Exploits.Single().Donor.Value));
        Assert.Equal([0, 1], script.Running);
    }

    [Fact]
    public void A_throwing_function_of_the_space_costs_running_trials_nothing()
    {
        static ExperimentSettings With(Func<HyperparameterValue> draw) => PbtScenarioTests.Settings(
            Mended, 3, new SearchSpace { ["a"] = Search.SampleFrom((_, _) => draw()) }) with
        {
            Scheduler = new FirstInFirstOut(),
            Stop = Stop.AtIteration(2),
        };

        var calls = 0;
        var broken = With(() => calls++ < 2 ? 1.0 : throw new FormatException("no such luck"));
        var script = new Script(broken, 2);
        script.Report(0, 1, 1);
        script.Report(1, 1, 1);
        Assert.Equal('S', script.Report(0, 2, 1));
        Assert.Equal(ExperimentStatus.Failed, script.State.Closing!.Status);
        Assert.Equal(TrialStatus.Completed, script.State.Trials[0].Status);
        script.Report(1, 2, 1);
        Assert.Equal(ExperimentStatus.Failed, script.State.Status);
        Assert.Contains("FormatException: no such luck", script.State.EndReason, StringComparison.Ordinal);

        script.Open(With(static () => 1.0));
        Assert.Equal(3, script.State.Trials.Count);
    }

    private static void RequireSavedAndFailed(Script script)
    {
        Assert.Equal(ExperimentStatus.Failed, script.State.Status);
        Assert.Contains("FormatException", script.State.EndReason, StringComparison.Ordinal);
        Assert.Contains("no such luck", script.State.EndReason, StringComparison.Ordinal);
        Assert.DoesNotContain(script.Commands, static command => command is KillAttempt);
        Assert.All(script.State.Trials, static trial => Assert.Equal(trial.Iteration, trial.Checkpoints[0].Iteration));
    }
}
