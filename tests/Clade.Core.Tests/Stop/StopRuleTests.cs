using Clade.Experiments;

namespace Clade.Core.Tests;

public sealed class StopRuleTests
{
    private static readonly Objective Accuracy = Objective.Maximize("acc");
    private static readonly Objective Loss = Objective.Minimize("loss");

    [Fact]
    public void A_trial_ends_at_its_iteration()
    {
        var rule = Stop.AtIteration(40);
        Assert.Equal(StopVerdict.None, rule.Evaluate(Report(iteration: 39)));
        Assert.Equal(StopVerdict.Trial("iteration 40 reached"), rule.Evaluate(Report(iteration: 40)));
        Assert.Equal(StopVerdict.Trial("iteration 40 reached"), rule.Evaluate(Report(iteration: 1000)));
    }

    [Theory]
    [InlineData(0.99, true)]
    [InlineData(0.991, true)]
    [InlineData(0.98999, false)]
    [InlineData(double.NaN, false)]
    [InlineData(double.PositiveInfinity, false)]
    public void A_maximized_metric_is_reached_from_below(double value, bool expected) => Assert.Equal(
        expected, Stop.WhenMetric("acc", 0.99).Evaluate(Report(Accuracy, ("acc", value))).Holds);

    [Theory]
    [InlineData(0.1, true)]
    [InlineData(0.05, true)]
    [InlineData(0.1001, false)]
    [InlineData(double.NaN, false)]
    [InlineData(double.NegativeInfinity, false)]
    public void A_minimized_metric_is_reached_from_above(double value, bool expected) => Assert.Equal(
        expected, Stop.WhenMetric("loss", 0.1).Evaluate(Report(Loss, ("loss", value))).Holds);

    [Fact]
    public void Any_other_metric_is_reached_from_the_side_that_is_named()
    {
        // Diverging to infinity is what such a rule is for; NaN could be anything.
        var diverged = Stop.WhenMetricAtLeast("loss", 1e6);
        Assert.True(diverged.Evaluate(Report(Loss, ("loss", double.PositiveInfinity))).Holds);
        Assert.False(diverged.Evaluate(Report(Loss, ("loss", double.NaN))).Holds);
        Assert.False(diverged.Evaluate(Report(Loss, ("loss", 5))).Holds);

        var small = Stop.WhenMetricAtMost("gap", 0.5);
        Assert.Equal(StopVerdict.Trial("gap 0.25 reached 0.5"), small.Evaluate(Report(Accuracy, ("gap", 0.25))));
        Assert.False(small.Evaluate(Report(Accuracy, ("gap", 0.75))).Holds);
        Assert.False(small.Evaluate(Report(Accuracy, ("acc", 0.25))).Holds);
        Assert.Equal(["loss", "gap"], (diverged | small | diverged | Stop.WhenMetric("acc", 1)).WatchedMetrics);
    }

    [Fact]
    public void A_metric_without_a_direction_must_be_the_objective()
    {
        var rule = Stop.AtIteration(3) | (Stop.WhenMetric("acc", 0.9) & Stop.WhenMetric("loss", 0.1));
        Assert.Equal(
            "Stop rule WhenMetric(\"loss\", 0.1): whether a high 'loss' is good is unknown, because the objective is "
            + "to maximize acc. Write Stop.WhenMetricAtLeast or Stop.WhenMetricAtMost, or name 'acc'.",
            Assert.Single(rule.ProblemsWith(Accuracy)));
        Assert.Empty(Stop.WhenMetricAtLeast("loss", 0.1).ProblemsWith(Accuracy));
    }

    [Fact]
    public void The_experiment_ends_after_its_work()
    {
        var rule = Stop.AfterTotalIterations(100);
        Assert.Equal(StopVerdict.None, rule.Evaluate(Report(iteration: 100) with { TotalIterations = 99 }));
        Assert.Equal(
            StopVerdict.Experiment("all trials together have done 100 iterations"),
            rule.Evaluate(Report() with { TotalIterations = 100 }));
        var more = Stop.AfterTotalIterations(200);
        Assert.Equal((100L, 200L), ((rule | more).TotalIterationBudget, (rule & more).TotalIterationBudget));
        Assert.Null((rule & Stop.AtIteration(1)).TotalIterationBudget);
        Assert.Throws<ArgumentOutOfRangeException>(() => Stop.AfterTotalIterations(0));
    }

    [Fact]
    public void The_experiment_ends_after_its_time()
    {
        var rule = Stop.AfterTime(TimeSpan.FromMinutes(90));
        var over = StopVerdict.Experiment("the time limit of 01:30:00 is over");
        Assert.Equal(StopVerdict.None, rule.Evaluate(Report(minutes: 89.9)));
        Assert.Equal(over, rule.Evaluate(Report(minutes: 90)));
        Assert.Equal(StopVerdict.None, rule.EvaluateTime(TimeSpan.FromMinutes(89.9)));
        Assert.Equal(over, rule.EvaluateTime(TimeSpan.FromMinutes(90)));
        Assert.Equal(StopVerdict.None, Stop.AtIteration(1).EvaluateTime(TimeSpan.FromDays(9)));
    }

    [Fact]
    public void A_function_decides_per_trial()
    {
        var rule = Stop.When(c => c.Trial.Value == 3 && c.Iteration > 4 && c.Metrics["acc"] > c.TrialTime && c.Elapsed
            > TimeSpan.Zero);
        var report = Report(Accuracy, ("acc", 50)) with
        {
            Trial = new TrialId(3),
            Iteration = 5,
            TrialTime = 49,
            Active = TimeSpan.FromSeconds(1),
        };
        Assert.Equal(
            StopVerdict.Trial(
                "stop condition: c => c.Trial.Value == 3 && c.Iteration > 4 && c.Metrics[\"acc\"] > c.TrialTime && "
                + "c.Elapsed > TimeSpan.Zero"),
            rule.Evaluate(report));
        Assert.False(rule.Evaluate(report with { Trial = new TrialId(2) }).Holds);
        Assert.False(rule.Evaluate(report with { Iteration = 4 }).Holds);
        Assert.False(rule.Evaluate(report with { TrialTime = 50 }).Holds);
        Assert.False(rule.Evaluate(report with { Active = TimeSpan.Zero }).Holds);
    }

    [Fact]
    public void A_function_that_throws_names_itself_and_the_report()
    {
        var rule = Stop.When(c => c.Metrics["typo"] > 1);
        var error = Assert.Throws<CladeException>(() => rule.Evaluate(Report(iteration: 7)));
        Assert.Contains("Stop.When(c => c.Metrics[\"typo\"] > 1)", error.Message, StringComparison.Ordinal);
        Assert.Contains("at iteration 7 of trial 0 the function threw KeyNotFoundException", error.Message,
            StringComparison.Ordinal);
        Assert.IsType<KeyNotFoundException>(error.InnerException);
    }

    [Fact]
    public void Any_takes_the_wider_scope_and_its_reason()
    {
        var rule = Stop.AtIteration(5) | Stop.AfterTime(TimeSpan.FromHours(1));
        Assert.Equal(StopScope.None, rule.Evaluate(Report(iteration: 4, minutes: 59)).Scope);
        Assert.Equal(StopVerdict.Trial("iteration 5 reached"), rule.Evaluate(Report(iteration: 5, minutes: 59)));
        Assert.Equal(
            StopVerdict.Experiment("the time limit of 01:00:00 is over"),
            rule.Evaluate(Report(iteration: 5, minutes: 60)));
    }

    [Fact]
    public void All_needs_both_and_ends_everything_only_if_both_do()
    {
        var rule = Stop.AtIteration(5) & Stop.AfterTime(TimeSpan.FromHours(1));
        Assert.False(rule.Evaluate(Report(iteration: 5, minutes: 59)).Holds);
        Assert.False(rule.Evaluate(Report(iteration: 4, minutes: 60)).Holds);
        Assert.Equal(
            StopVerdict.Trial("iteration 5 reached and the time limit of 01:00:00 is over"),
            rule.Evaluate(Report(iteration: 5, minutes: 60)));

        var both = Stop.AfterTime(TimeSpan.FromHours(1)) & Stop.AfterTime(TimeSpan.FromHours(2));
        Assert.Equal(StopScope.None, both.Evaluate(Report(minutes: 60)).Scope);
        Assert.Equal(StopScope.Experiment, both.Evaluate(Report(minutes: 120)).Scope);
    }

    [Fact]
    public void Budgets_are_those_of_the_tree()
    {
        var hour = Stop.AfterTime(TimeSpan.FromHours(1));
        Assert.Equal(20, (Stop.AtIteration(20) | Stop.AtIteration(30) | hour).IterationBudget);
        Assert.Equal(30, (Stop.AtIteration(20) & Stop.AtIteration(30)).IterationBudget);
        Assert.Null((Stop.AtIteration(20) & hour).IterationBudget);
        Assert.Null((Stop.AtIteration(20) & hour).TimeBudget);
        Assert.Equal(TimeSpan.FromHours(1), (Stop.AtIteration(20) | hour).TimeBudget);
        Assert.Equal(
            TimeSpan.FromHours(3), (hour & Stop.AfterTime(TimeSpan.FromHours(3))).TimeBudget);
        Assert.Null((Stop.Never | Stop.WhenMetric("acc", 1) | Stop.OnPlateau(3)).IterationBudget);
    }

    [Fact]
    public void A_rule_describes_itself_in_one_line()
    {
        var rule = (Stop.AtIteration(40) | Stop.WhenMetric("acc", 0.99)) & Stop.OnPlateau(10, 0.001, 5)
            | Stop.AfterTime(new TimeSpan(1, 2, 30, 0)) | Stop.ExperimentOnPlateau(100) | Stop.Never
            | Stop.WhenMetricAtMost("loss", 0.1) | Stop.When(c => c.Iteration > 3) | Stop.When(_ => true, " my  rule ");
        const string Expected =
            "(AtIteration(40) | WhenMetric(\"acc\", 0.99)) & OnPlateau(10, 0.001, 5) | AfterTime(1.02:30:00) | "
            + "ExperimentOnPlateau(100, 0, 0) | Never | WhenMetricAtMost(\"loss\", 0.1) | When(c => c.Iteration > 3) | "
            + "When(my rule)";
        Assert.Equal(Expected, rule.Describe());
        Assert.Equal(Expected, rule.ToString());
    }

    [Fact]
    public void Bad_values_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Stop.AtIteration(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stop.AfterTime(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stop.AfterTime(TimeSpan.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stop.WhenMetric("acc", double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stop.WhenMetricAtLeast("acc", double.PositiveInfinity));
        Assert.Throws<ArgumentException>(() => Stop.WhenMetricAtMost(" ", 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stop.OnPlateau(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stop.OnPlateau(1, -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stop.ExperimentOnPlateau(1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stop.ExperimentOnPlateau(1, 0, -1));
        Assert.Throws<ArgumentNullException>(() => Stop.When(null!));
        Assert.Throws<ArgumentNullException>(() => Stop.Never | null!);
        Assert.Throws<ArgumentNullException>(() => null! & Stop.Never);
    }

    internal static StopInput Report(
        Objective objective, params (string Name, double Value)[] metrics) => new()
        {
            Trial = new TrialId(0),
            Iteration = 1,
            Metrics = new Metrics(metrics.Select(m => KeyValuePair.Create(m.Name, m.Value))),
            Objective = objective,
            TrialTime = 1,
            Active = TimeSpan.Zero,
        };

    internal static StopInput Report(long iteration = 1, double minutes = 0) =>
        Report(Accuracy, ("acc", 0)) with { Iteration = iteration, Active = TimeSpan.FromMinutes(minutes) };
}
