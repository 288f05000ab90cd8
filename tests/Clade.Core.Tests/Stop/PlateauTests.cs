using System.Collections.Immutable;
using Clade.Experiments;
using CsCheck;

namespace Clade.Core.Tests;

public sealed class PlateauTests
{
    [Fact]
    public void A_trial_ends_when_its_score_has_stopped_rising()
    {
        var rule = Stop.OnPlateau(patience: 3, minDelta: 0.1);
        Assert.Equal(
            [null, null, null, null, null, null, "no improvement above 0.1 in 3 reports"],
            Verdicts(rule, [1, 1.05, 1.09, 1.2, 1.25, 1.29, 1.25]));
        Assert.Equal(
            [null, null, null, "no improvement in 3 reports", "no improvement in 4 reports", null],
            Verdicts(Stop.OnPlateau(3), [1, 1, 0.5, 1, 1, 2]));
    }

    [Fact]
    public void A_slow_rise_adds_up_to_an_improvement() => Assert.All(
        Verdicts(Stop.OnPlateau(3, 0.25), [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]), Assert.Null);

    [Fact]
    public void Scores_that_are_no_numbers_improve_nothing()
    {
        Assert.Equal(
            [null, null, "no improvement in 2 reports"],
            Verdicts(Stop.OnPlateau(2), [1, double.NaN, double.PositiveInfinity]));
        Assert.Equal(
            [null, "no improvement in 2 reports", null], Verdicts(Stop.OnPlateau(2), [double.NaN, double.NaN, -5]));
    }

    [Fact]
    public void Nothing_ends_within_its_grace() => Assert.Equal(
        [null, null, null, null, "no improvement in 4 reports"],
        Verdicts(Stop.OnPlateau(1, 0, grace: 5), [1, 1, 1, 1, 1]));

    [Fact]
    public void An_experiment_ends_for_all_and_counts_reports_of_all()
    {
        var rule = Stop.ExperimentOnPlateau(2);
        Assert.Equal((0, 1), (rule.TrialPlateauCount, rule.ExperimentPlateauCount));
        var plateaus = ImmutableArray<PlateauState>.Empty;
        foreach (var score in new double[] { 3, 2, 1 })
        {
            plateaus = PlateauRule.Update(rule.PlateausOf(StopScope.Experiment), plateaus, new Score(score));
        }

        Assert.Equal(
            StopVerdict.Experiment("no improvement in 2 reports of any trial"),
            rule.Evaluate(StopRuleTests.Report() with { ExperimentPlateaus = plateaus }));
        Assert.Equal(StopVerdict.None, rule.Evaluate(StopRuleTests.Report()));
    }

    [Fact]
    public void Plateaus_are_numbered_depth_first_within_their_scope()
    {
        // Each rule is told apart by its patience: only the one that its number belongs to holds.
        var rule = Stop.OnPlateau(10) | (Stop.ExperimentOnPlateau(20) & Stop.OnPlateau(30))
            | ((Stop.AtIteration(99) | Stop.OnPlateau(40)) & (Stop.ExperimentOnPlateau(50) | Stop.Never))
            | Stop.ExperimentOnPlateau(60);
        Assert.Equal((3, 3), (rule.TrialPlateauCount, rule.ExperimentPlateauCount));

        Assert.Equal("no improvement in 10 reports", Reason(rule, [10, 0, 0], [0, 0, 0]));
        Assert.Equal(
            "no improvement in 20 reports of any trial and no improvement in 30 reports",
            Reason(rule, [0, 30, 0], [20, 0, 0]));
        Assert.Equal(
            "no improvement in 40 reports and no improvement in 50 reports of any trial",
            Reason(rule, [0, 0, 40], [0, 50, 0]));
        Assert.Equal("no improvement in 60 reports of any trial", Reason(rule, [0, 0, 0], [0, 0, 60]));
        Assert.Equal("", Reason(rule, [9, 29, 39], [59, 49, 59]));
    }

    [Fact]
    public void Plateaus_of_another_rule_are_a_defect() => Assert.Throws<InvalidOperationException>(
        () => Reason(Stop.OnPlateau(1) | Stop.OnPlateau(2), [1], []));

    [Fact]
    public void A_plateau_is_what_its_definition_says_for_any_scores()
    {
        var held = 0;
        Gen.Select(Scores.Array[1, 30], Gen.Int[1, 6], Gen.OneOf(0, 0.1, 0.5), Gen.Int[0, 10]).Sample(
            (scores, patience, minDelta, grace) =>
            {
                var verdicts = Verdicts(Stop.OnPlateau(patience, minDelta, grace), scores);
                for (var n = 1; n <= scores.Length; n++)
                {
                    var expected = n >= grace && SinceImprovement(scores[..n], minDelta) >= patience;
                    Assert.Equal(expected, verdicts[n - 1] is not null);
                    if (expected) Interlocked.Increment(ref held);
                }
            }, iter: 500);

        Assert.True(held > 500, $"The generator is too tame: {held} plateaus.");
    }

    // Quarters are exact, so that ties and exact steps of minDelta occur.
    private static readonly Gen<double> Scores = Gen.OneOf(
        Gen.Int[-4, 4].Select(i => i / 4.0), Gen.Double[-1, 1], Gen.OneOf(double.NaN, double.NegativeInfinity));

    // The definition, without memory: walk over the usable scores for the last one that bettered its reference.
    private static int SinceImprovement(double[] scores, double minDelta)
    {
        var reference = double.NaN;
        var last = -1;
        for (var i = 0; i < scores.Length; i++)
        {
            if (!double.IsFinite(scores[i]) || scores[i] - reference <= minDelta) continue;
            reference = scores[i];
            last = i;
        }

        return scores.Length - 1 - last;
    }

    private static string?[] Verdicts(StopRule rule, double[] scores)
    {
        var plateaus = ImmutableArray<PlateauState>.Empty;
        return [.. scores.Select(score =>
        {
            plateaus = PlateauRule.Update(rule.PlateausOf(StopScope.Trial), plateaus, new Score(score));
            var verdict = rule.Evaluate(StopRuleTests.Report() with { TrialPlateaus = plateaus });
            Assert.NotEqual(StopScope.Experiment, verdict.Scope);
            return verdict.Holds ? verdict.Reason : null;
        })];
    }

    private static string Reason(StopRule rule, int[] ofTrial, int[] ofExperiment) => rule.Evaluate(
        StopRuleTests.Report() with
        {
            TrialPlateaus = Since(ofTrial),
            ExperimentPlateaus = Since(ofExperiment),
        }).Reason;

    private static ImmutableArray<PlateauState> Since(int[] reports) =>
        [.. reports.Select(r => new PlateauState(new Score(1), r, 1000))];
}
