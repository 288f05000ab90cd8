using Clade.Core.Tests.Experiments;
using Clade.Experiments;

namespace Clade.Core.Tests.Schedulers;

/// <summary>Worked cases of Hyperband.</summary>
public sealed class HyperBandTests
{
    private static readonly HyperBand Nine = new() { MaxResource = 9, TimeAttribute = "t" };

    [Fact]
    public void The_table_for_81_and_3_is_the_papers()
    {
        var table = new HyperBand { MaxResource = 81 }.Table;
        Assert.Equal(
            [(81, 1.0), (34, 3.0), (15, 9.0), (8, 27.0), (5, 81.0)], table.Select(b => (b.Trials, b.First)));
        Assert.Equal(143, table.Sum(b => b.Trials));
    }

    [Fact]
    public void The_table_for_1000_and_10_has_four_brackets()
    {
        var table = new HyperBand { MaxResource = 1000, ReductionFactor = 10 }.Table;
        Assert.Equal(4, table.Length);
        Assert.Equal((1000, 1.0), (table[0].Trials, table[0].First));
        Assert.Equal((4, 1000.0), (table[^1].Trials, table[^1].First));
    }

    [Fact]
    public void The_rounds_of_81_leave_27_9_3_and_1()
    {
        var script = new Script(
            RungSettings.Of(new HyperBand { MaxResource = 81, TimeAttribute = "t" }, trials: 81), slots: 4);
        var reports = RunToEnd(script, static trial => trial);
        Assert.Equal(
            [(1, 81), (3, 27), (9, 9), (27, 3), (81, 1)],
            reports.CountBy(report => report.Time).OrderBy(c => c.Key).Select(c => ((int)c.Key, c.Value)));
        Assert.Equal(TrialStatus.Completed, script.State.Trials[80].Status);
        Assert.Equal(80, script.State.Trials.Count(trial => trial.Status == TrialStatus.Stopped));
        Assert.Equal(
            "at rung 27 its score was 79, worse than the cutoff 80", script.State.Trials[79].EndReason);
    }

    [Fact]
    public void Two_bands_have_twice_the_brackets()
    {
        var table = Nine.Table;
        Assert.Equal([9, 5, 3], table.Select(b => b.Trials));
        var script = new Script(RungSettings.Of(Nine, trials: 34), slots: 5);
        var reports = RunToEnd(script, static trial => trial % 7);
        Assert.Equal(ExperimentStatus.Completed, script.State.Status);
        // In each band 9 begin at 1, 5 and 3 of the nine go to 3, and 3, 2 and 1 to the end.
        Assert.Equal(
            [(1, 18), (3, 16), (9, 12)],
            reports.CountBy(report => report.Time).OrderBy(c => c.Key).Select(c => ((int)c.Key, c.Value)));
        Assert.Equal([0, 1, 2, 3, 4, 5], script.State.Rungs.Brackets.Keys);
    }

    [Fact]
    public void A_member_that_fails_is_not_waited_for()
    {
        // The bracket of 8 comes after those of 81, 34 and 15.
        var settings = RungSettings.Of(new HyperBand { MaxResource = 81, TimeAttribute = "t" }, trials: 138) with
        {
            MaxFailures = 0,
        };
        var script = new Script(settings, slots: 138);
        for (var trial = 0; trial < 130; trial++) script.Fail(trial);
        for (var trial = 130; trial < 137; trial++) Assert.Equal('Y', script.Report(trial, 27, trial));
        Assert.Equal([137], script.Running);
        script.Fail(137);
        Assert.Equal([134, 135, 136], script.Running);
    }

    [Fact]
    public void A_bracket_that_the_last_trial_leaves_incomplete_is_halved_as_it_is()
    {
        var script = new Script(RungSettings.Of(Nine, trials: 4), slots: 4);
        for (var trial = 0; trial < 4; trial++) script.Report(trial, 1, trial);
        Assert.Equal([2, 3], script.Running);
    }

    [Fact]
    public void Scores_that_are_no_numbers_are_never_promoted()
    {
        var script = new Script(RungSettings.Of(Nine, trials: 3), slots: 3);
        for (var trial = 0; trial < 3; trial++) script.Report(trial, 1, double.NaN);
        Assert.Equal(ExperimentStatus.Completed, script.State.Status);
        Assert.All(script.State.Trials, trial => Assert.Equal(TrialStatus.Stopped, trial.Status));
    }

    [Fact]
    public void Equal_scores_go_on_by_number()
    {
        var script = new Script(RungSettings.Of(Nine, trials: 9), slots: 9);
        for (var trial = 8; trial >= 0; trial--) script.Report(trial, 1, 1);
        Assert.Equal([0, 1, 2], script.Running);
    }

    [Fact]
    public void An_interruption_while_all_wait_forgets_nobody()
    {
        var settings = RungSettings.Of(Nine, trials: 9);
        var script = new Script(settings, slots: 9);
        for (var trial = 0; trial < 8; trial++) script.Report(trial, 1, trial);
        script.Happen(new StopRequested(DateTimeOffset.UnixEpoch, "Ctrl+C"));
        Assert.Equal('Y', script.Report(8, 1, 8));
        Assert.Equal(ExperimentStatus.Interrupted, script.State.Status);
        script.Open(settings);
        Assert.Equal([6, 7, 8], script.Running);
    }

    [Fact]
    public void Trials_beyond_those_of_a_bracket_that_went_on_are_compared_with_it()
    {
        var script = new Script(RungSettings.Of(Nine, trials: 4), slots: 4);
        for (var trial = 0; trial < 4; trial++) script.Report(trial, 1, trial);
        // ceil(4/3) went on.
        Assert.Equal([2, 3], script.Running);
        script.Happen(new StopRequested(DateTimeOffset.UnixEpoch, "Ctrl+C"));
        foreach (var trial in new[] { 2, 3 }) script.Report(trial, 2, trial);

        script.Open(RungSettings.Of(Nine, trials: 9));
        RunToEnd(script, static trial => trial);
        Assert.Equal(ExperimentStatus.Completed, script.State.Status);
        Assert.Equal(3, script.State.Rungs.At(0, 1).Promoted);
        Assert.Equal(RungDecision.Promoted, script.State.Trials[8].Course!.Rungs[0].Decision);
    }

    [Fact]
    public void A_change_of_the_rungs_leaves_nobody_waiting_for_ever()
    {
        var script = new Script(RungSettings.Of(Nine, trials: 9), slots: 9);
        for (var trial = 0; trial < 8; trial++) script.Report(trial, 1, trial);
        script.Happen(new StopRequested(DateTimeOffset.UnixEpoch, "Ctrl+C"));
        script.Report(8, 0.5, 8);
        script.Open(RungSettings.Of(Nine with { MinResource = 2, ReductionFactor = 2 }, trials: 9));
        RunToEnd(script, static trial => trial);
        Assert.Equal(ExperimentStatus.Completed, script.State.Status);
    }

    [Fact]
    public void Wrong_options_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Nine with { MaxResource = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Nine with { MinResource = double.PositiveInfinity });
        Assert.Throws<ArgumentOutOfRangeException>(() => Nine with { ReductionFactor = 0.5 });
        Assert.Contains("MinResource is 10", MistakeOf(Nine with { MinResource = 10 }));
        Assert.Contains("Raise MinResource", MistakeOf(Nine with { MaxResource = 1e12 }));
    }

    private static string MistakeOf(HyperBand band) => Assert.Single(band.Mistakes(RungSettings.Of(band, trials: 1)));

    /// <summary>Everyone that runs reports at 1, 3, 9 and so on, in turn.</summary>
    private static List<(int Trial, double Time)> RunToEnd(Script script, Func<int, double> score)
    {
        var reports = new List<(int, double)>();
        while (script.State.Status == ExperimentStatus.Running)
        {
            Assert.True(reports.Count < 1000, "It never ends.");
            var trial = script.State[new TrialId(script.Running[0])];
            var band = (HyperBand)script.Settings.Scheduler;
            var bracket = trial.Course?.Bracket ?? BracketOf(band, trial.Id.Value);
            var next = trial.Course?.Last?.Level * band.ReductionFactor
                ?? band.Table[bracket % band.Table.Length].First;
            reports.Add((trial.Id.Value, next));
            script.Report(trial.Id.Value, next, score(trial.Id.Value));
        }

        return reports;
    }

    private static int BracketOf(HyperBand band, int trial)
    {
        var place = trial % band.Table.Sum(b => b.Trials);
        var bracket = 0;
        while (place >= band.Table[bracket].Trials) place -= band.Table[bracket++].Trials;
        return bracket;
    }
}
