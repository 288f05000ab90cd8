using Clade.Experiments;
using CsCheck;

namespace Clade.Core.Tests;

public sealed class StopRulePropertyTests
{
    private static readonly Gen<StopRule> Leaves = Gen.OneOf(
        Gen.Long[1, 20].Select(Stop.AtIteration),
        Gen.Int[1, 20].Select(minutes => Stop.AfterTime(TimeSpan.FromMinutes(minutes))),
        Gen.Long[1, 40].Select(Stop.AfterTotalIterations),
        Gen.Int[0, 4].Select(i => Stop.WhenMetric("acc", i / 4.0)),
        Gen.Int[1, 3].Select(i => Stop.OnPlateau(i)),
        Gen.Int[1, 3].Select(i => Stop.ExperimentOnPlateau(i)),
        Gen.Const(Stop.Never));

    private static readonly Gen<StopRule> Rules = Gen.Recursive<StopRule>((depth, rule) => depth >= 3
        ? Leaves
        : Gen.OneOf(
            Leaves,
            Gen.Select(rule, rule, (a, b) => a | b),
            Gen.Select(rule, rule, (a, b) => a & b)));

    private static readonly Gen<StopInput> Reports =
        from iteration in Gen.Long[1, 25]
        from minutes in Gen.Int[0, 25]
        from accuracy in Gen.OneOf(Gen.Double[0, 1], Gen.Const(double.NaN))
        select StopRuleTests.Report(Objective.Maximize("acc"), ("acc", accuracy)) with
        {
            Iteration = iteration,
            Active = TimeSpan.FromMinutes(minutes),
        };

    [Fact]
    public void Budgets_keep_their_promise()
    {
        var kept = 0;
        Gen.Select(Rules, Reports).Sample((rule, report) =>
        {
            if (report.Iteration >= rule.IterationBudget)
            {
                Assert.True(rule.Evaluate(report).Holds);
                Interlocked.Increment(ref kept);
            }

            var timeIsOver = report.Active >= rule.TimeBudget;
            Assert.Equal(timeIsOver, rule.EvaluateTime(report.Active).Scope == StopScope.Experiment);
            if (timeIsOver)
            {
                Assert.Equal(StopScope.Experiment, rule.Evaluate(report).Scope);
                Interlocked.Increment(ref kept);
            }
        }, iter: 2000);

        Assert.True(kept > 300, $"The generator is too tame: {kept} budgets used up.");
    }

    [Fact]
    public void Any_and_all_are_what_they_say()
    {
        var held = 0;
        Gen.Select(Rules, Rules, Reports).Sample((a, b, report) =>
        {
            var (ofA, ofB) = (a.Evaluate(report).Scope, b.Evaluate(report).Scope);
            Assert.Equal(Max(ofA, ofB), (a | b).Evaluate(report).Scope);
            Assert.Equal(Min(ofA, ofB), (a & b).Evaluate(report).Scope);
            if (Min(ofA, ofB) != StopScope.None) Interlocked.Increment(ref held);
        }, iter: 2000);

        Assert.True(held > 40, $"The generator is too tame: {held} rules held.");
    }

    [Fact]
    public void Equal_lines_mean_equal_answers()
    {
        // Regrouping is all that a line hides, and regrouping changes nothing.
        Gen.Select(Rules, Rules, Rules, Reports).Sample((a, b, c, report) =>
        {
            Assert.Equal((a | b | c).Describe(), (a | (b | c)).Describe());
            Assert.Equal((a | b | c).Evaluate(report), (a | (b | c)).Evaluate(report));
            Assert.Equal((a & b & c).Describe(), (a & (b & c)).Describe());
            Assert.Equal((a & b & c).Evaluate(report).Scope, (a & (b & c)).Evaluate(report).Scope);
            Assert.NotEqual(((Stop.Never | a) & b).Describe(), (Stop.Never | (a & b)).Describe());
        });
    }

    private static StopScope Max(StopScope a, StopScope b) => a > b ? a : b;

    private static StopScope Min(StopScope a, StopScope b) => a < b ? a : b;
}
