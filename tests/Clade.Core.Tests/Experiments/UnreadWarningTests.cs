using Clade.Experiments;

namespace Clade.Core.Tests.Experiments;

/// <summary>The warning about hyperparameters that the training function never reads.</summary>
public sealed class UnreadWarningTests
{
    private static readonly Metrics Metrics = new([new("score", 0.5)]);

    private static readonly SearchSpace Plain = new()
    {
        ["lr"] = Search.Uniform(0, 1),
        ["momentum"] = Search.Uniform(0, 1),
    };

    private static Script Begin(SearchSpace? space = null, int slots = 2) => new(
        new ExperimentSettings
        {
            Name = "unread",
            Space = space ?? Plain,
            Objective = Objective.Maximize("score"),
            Sampler = new RandomSampler(),
            Scheduler = new FirstInFirstOut(),
            Stop = Stop.AtIteration(5),
            Trials = 3,
            Seed = 3,
            Resources = new Resources(),
        },
        slots);

    private static void Report(Script script, int trial, params string[] unread) =>
        script.Report(trial, Metrics, unread: unread.Length == 0 ? null : unread);

    [Fact]
    public void The_first_second_report_tells_which_hyperparameters_have_no_effect()
    {
        var script = Begin();
        Report(script, 0);
        Report(script, 0, "momentum", "no_such_name");
        Report(script, 1);
        Report(script, 1, "lr");

        var warning = Assert.Single(script.Warnings);
        Assert.Equal(("never-read", new TrialId(0)), (warning.Code, warning.Trial));
        Assert.StartsWith(
            "The training function of trial 0 has not read 'momentum' from its configuration.", warning.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain("no_such_name", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_function_that_returns_after_one_report_tells_at_its_end()
    {
        var script = Begin();
        Report(script, 0);
        script.Return(0, "lr", "momentum");

        Assert.Contains("'lr', 'momentum'", Assert.Single(script.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_earlier_trial_read_is_read()
    {
        var script = Begin();
        Report(script, 0);
        Report(script, 1);
        Report(script, 0);
        Report(script, 1, "momentum");

        Assert.Empty(script.Warnings);
    }

    [Fact]
    public void What_an_earlier_trial_with_a_single_report_read_is_read()
    {
        var script = Begin();
        Report(script, 0);
        script.Return(0);
        Report(script, 1);
        Report(script, 1, "momentum");

        Assert.Empty(script.Warnings);
    }

    [Fact]
    public void What_an_earlier_attempt_read_is_read_though_its_work_is_lost()
    {
        var script = Begin(slots: 1);
        script.Report(0, Metrics, canSave: false);
        script.Report(0, Metrics, canSave: false);
        script.Lose(0);
        Assert.Equal(0, script.State.Trials[0].Iteration);
        Report(script, 0);
        Report(script, 0, "momentum");

        Assert.Empty(script.Warnings);
    }

    [Fact]
    public void A_worker_that_was_lost_before_it_reported_hides_nothing()
    {
        var script = Begin();
        script.Lose(1);
        Report(script, 0);
        Report(script, 0, "momentum");

        Assert.Single(script.Warnings);
    }

    [Fact]
    public void Constants_parents_and_what_a_function_may_look_at_need_not_be_read()
    {
        var script = Begin(new SearchSpace
        {
            ["seen"] = Search.Uniform(0, 1),
            ["computed"] = Search.SampleFrom(static (c, _) => c["seen"].ToDouble() * 2),
            ["fixed"] = Search.Constant(3),
            ["kind"] = Search.Choice("sgd", "adam"),
            ["beta"] = Search.Uniform(0, 1).When("kind", "sgd", "adam"),
            ["last"] = Search.Uniform(0, 1),
        });
        Report(script, 0);
        Report(script, 0, "seen", "computed", "fixed", "kind", "beta", "last");

        Assert.Contains(
            "has not read 'computed', 'beta', 'last' from", Assert.Single(script.Warnings).Message,
            StringComparison.Ordinal);
    }
}
