using System.Collections.Immutable;
using Clade.Core.Tests.Experiments;
using Clade.Schedulers;

namespace Clade.Core.Tests.Schedulers;

/// <summary>Worked cases of PASHA: reduction factor 2, rungs 1, 2, 4 and so on.</summary>
public sealed class PashaTests
{
    private static readonly Pasha Halving = new() { MaxResource = 64, ReductionFactor = 2, TimeAttribute = "t" };

    [Fact]
    public void While_the_ranking_holds_no_rung_opens()
    {
        var script = Run(Halving, trials: 32, static (trial, _) => trial);
        Assert.Null(script.State.TopRung);
        Assert.Equal(2, script.State.Trials.Max(trial => trial.Course!.Last!.Level));
        Assert.All(script.State.Trials, trial => Assert.Equal(TrialStatus.Stopped, trial.Status));
    }

    [Fact]
    public void Rungs_open_while_the_ranking_changes()
    {
        // At each doubling the order is another.
        var script = Run(Halving, trials: 64, static (trial, time) => trial * (Math.Log2(time) % 2 == 0 ? 1 : -1) % 7);
        Assert.True(script.State.TopRung >= 8, $"{script.State.TopRung}");
    }

    [Fact]
    public void The_maximum_is_the_last_rung_that_opens()
    {
        var script = Run(
            Halving with { MaxResource = 4 }, trials: 64,
            static (trial, time) => trial * (Math.Log2(time) % 2 == 0 ? 1 : -1) % 7);
        Assert.Equal(4, script.State.TopRung);
        Assert.Contains(script.State.Trials, trial => trial.Status == TrialStatus.Completed);
    }

    [Fact]
    public void Epsilon_is_a_percentile_of_what_lies_between_curves_that_cross_twice()
    {
        var low = Curve(1, 0, 1, 0);
        // Crosses the first one thrice, and ends 0.5 above it.
        var zigzag = Curve(0, 1, 0, 0.5);
        // Above both all the time.
        var high = Curve(5, 5, 5, 5);
        Assert.Equal(0.5, PashaRanking.Epsilon([low, zigzag, high], Halving));
        Assert.Equal(0, PashaRanking.Epsilon([low, high], Halving));
        // Crosses once only.
        Assert.Equal(0, PashaRanking.Epsilon([low, Curve(0, 1, 2, 3)], Halving));
        // Between the differences 0.25 and 0.5.
        Assert.Equal(
            0.475, PashaRanking.Epsilon([low, zigzag, Curve(0, 1, 0, 0.25), high], Halving), tolerance: 1e-12);
        // A score that is no number is passed over.
        Assert.Equal(0.5, PashaRanking.Epsilon([Curve(1, 0, double.NaN, 1, 0), Curve(0, 1, 0, 0, 0.5)], Halving));
    }

    [Fact]
    public void Curves_count_what_is_trained_again_once()
    {
        var script = new Script(RungSettings.Of(Halving, trials: 1), slots: 1);
        script.Report(0, 0.25, 1, canSave: false);
        script.Report(0, 0.5, 2, canSave: false);
        script.Lose(0);
        script.Report(0, 0.25, 10, canSave: false);
        script.Report(0, 0.75, 3, canSave: false);
        Assert.Equal([1.0, 2, 3], script.State.Trials[0].Course!.Curve!.Select(point => point.Score.Value));
    }

    [Fact]
    public void Wrong_options_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Halving with { NoisePercentile = 1.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Halving with { MaxResource = -1 });
        Assert.Contains(
            "GracePeriod is 65", Assert.Single(
                (Halving with { GracePeriod = 65 }).Mistakes(RungSettings.Of(Halving, 1))));
    }

    private static ImmutableList<LevelScore> Curve(params double[] scores) =>
        [.. scores.Select(static (score, i) => new LevelScore(i + 1, new Score(score)))];

    /// <summary>Everyone that runs reports at 1, 2, 4 and so on, in turn, on four slots.</summary>
    private static Script Run(Pasha pasha, int trials, Func<int, double, double> score)
    {
        var script = new Script(RungSettings.Of(pasha, trials), slots: 4);
        for (var reports = 0; script.State.Status == ExperimentStatus.Running; reports++)
        {
            Assert.True(reports < 1000, "It never ends.");
            var trial = script.State[new TrialId(script.Running[0])];
            var time = trial.Course?.Last?.Level * pasha.ReductionFactor ?? pasha.GracePeriod;
            script.Report(trial.Id.Value, time, score(trial.Id.Value, time));
        }

        return script;
    }
}
