using Clade.Display;
using Clade.Experiments;

namespace Clade.Tests.Display;

public sealed class ProgressModelTests
{
    private static readonly TrialId Three = new(3);

    [Fact]
    public void Every_event_that_matters_is_one_line()
    {
        var state = ShownExperiment.State(4);
        var checkpoint = new CheckpointId(Three, 1, 8);
        var config = new Configuration([new("lr", 0.0123456)]);
        StartAttempt Starts(int attempt, CheckpointId? from) => new(
            Three, attempt, 0, config, from, 8, 8, new([0], [], new Resources()), 1, 1);

        Assert.Equal(
            [
                (NoticeKind.Trial, "trial 3 started: lr=0.01235"),
                (NoticeKind.Detail, "trial 3 attempt 1 starts at iteration 8 from trial-3-attempt-1-iteration-8"),
                (NoticeKind.Detail, "trial 3 attempt 1 starts at iteration 8 from scratch"),
                (NoticeKind.Trial, "trial 3 completed at iteration 12, val_accuracy 0.03: iteration 12 reached"),
                (NoticeKind.Failure, "failure: trial 3 failed at iteration 12: 2 failures"),
                (NoticeKind.Detail, "trial 3 attempt 1 is killed: silent for 60 s"),
                (NoticeKind.Detail, "generation 5 is complete"),
                (NoticeKind.Warning, "warning: mind this"),
                (NoticeKind.Closing, "closing: time is up"),
                (NoticeKind.Exploit, "exploit: trial 1 ← trial 3 (0.01 ← 0.031235) at iteration 12: lr 0.03→0.036 "
                    + "(×1.2), layers off→2 (resample)"),
            ],
            Notices(
                state, new TimePassed(ShownExperiment.Opened),
                Starts(0, null), Starts(1, checkpoint), Starts(1, null),
                new EndTrial(Three, TrialStatus.Completed, "iteration 12 reached"),
                new EndTrial(Three, TrialStatus.Failed, "2 failures\nlast: …"),
                new KillAttempt(Three, 1, "silent for 60 s"), new CloseGeneration(5), new Warn("code", "mind\nthis"),
                new CloseExperiment(ExperimentStatus.Completed, "time is up"), ShownExperiment.Exploit(),
                new Hold(Three, HoldKind.Drift), new MarkReady(Three, null), new DeleteCheckpoint(checkpoint)));
    }

    [Fact]
    public void What_happens_outside_is_one_line_too()
    {
        var state = ShownExperiment.State(4);
        var at = ShownExperiment.Opened;
        var metrics = new Metrics([new("val_accuracy", 0.1234567), new("loss", double.NaN)]);
        AttemptEnded Ended(AttemptOutcome outcome) =>
            new(at, Three, 2, outcome, new TrialError("System.IO.IOException", "disk full\n at X()"));

        Assert.Equal((NoticeKind.Detail, "trial 3 iteration 12: val_accuracy=0.12346 loss=NaN"),
            Single(state, new Reported(at, Three, 0, 1, metrics, true)));
        Assert.Equal((NoticeKind.Detail, "trial 3 attempt 2 trains"),
            Single(state, new AttemptStarted(at, Three, 2, Configuration.Empty)));
        Assert.Equal((NoticeKind.Detail, "trial 3 attempt 2 saved a checkpoint (2 KiB)"),
            Single(state, new CheckpointSaved(at, Three, 2, 1, 2048)));
        Assert.Equal((NoticeKind.Failure, "failure: trial 3 attempt 2 threw IOException: disk full"),
            Single(state, Ended(AttemptOutcome.Failed)));
        Assert.Equal((NoticeKind.Failure, "failure: trial 3 attempt 2 lost its worker: disk full"),
            Single(state, Ended(AttemptOutcome.Lost)));
        Assert.Equal((NoticeKind.Detail, "trial 3 attempt 2 ended with the experiment"),
            Single(
                state with { Closing = new ClosingState(ExperimentStatus.Failed, "a mistake") },
                Ended(AttemptOutcome.Lost)));
        Assert.Equal((NoticeKind.Detail, "trial 3 attempt 2 left"), Single(state, Ended(AttemptOutcome.Left)));
        Assert.Equal((NoticeKind.Detail, "trial 3 attempt 2 returned by itself"),
            Single(state, Ended(AttemptOutcome.Completed)));
        Assert.Equal((NoticeKind.Closing, "stopping: Ctrl+C"), Single(state, new StopRequested(at, "Ctrl+C")));
        var damaged = new CheckpointDamaged(at, Three, 2, new CheckpointId(Three, 1, 8), "hash differs");
        Assert.Equal(
            (NoticeKind.Warning,
                "warning: trial 3: checkpoint trial-3-attempt-1-iteration-8 is damaged: hash differs"),
            Single(state, damaged));
        Assert.Equal(
            (NoticeKind.Warning, "warning: falls back"), Single(state, damaged, new Warn("damage", "falls back")));
    }

    [Fact]
    public void Details_are_not_even_written_unless_wanted()
    {
        var model = ProgressModel.Begin(
            ShownExperiment.Start(), ExperimentState.Empty, ProgressSymbols.Unicode, withDetails: false);
        var state = ShownExperiment.State(4) with { Best = null };
        Assert.Empty(model.Next(state, [ShownExperiment.At(1, new CloseGeneration(1))]).Latest);
    }

    [Fact]
    public void A_new_best_is_told_at_most_every_five_seconds_and_none_is_told_twice()
    {
        var told = new List<(double Second, string Text)>();
        var model = ShownExperiment.Model(ShownExperiment.State());
        foreach (var second in new[] { 1, 2, 5.9, 6, 7, 30, 31 })
        {
            // Up to second 7 each report is a new best.
            var best = ShownExperiment.Trial((int)(10 * Math.Min(second, 7)));
            var state = ShownExperiment.State() with
            {
                Now = ShownExperiment.Opened + TimeSpan.FromSeconds(second),
                Best = ShownExperiment.Best(best),
            };
            model = model.Next(state, []);
            told.AddRange(model.Latest.Select(notice => (second, notice.Text.Split(" at ")[0])));
        }

        Assert.Equal(
            [
                (1, "best: val_accuracy 0.1 by trial 10"), (6, "best: val_accuracy 0.6 by trial 60"),
                (30, "best: val_accuracy 0.7 by trial 70"),
            ],
            told);
    }

    [Fact]
    public void The_best_of_before_a_resume_is_not_news()
    {
        var state = ShownExperiment.State(4);
        var model = ProgressModel.Begin(ShownExperiment.Start(), state, ProgressSymbols.Unicode, withDetails: true);
        Assert.Empty(model.Next(state, []).Latest);
    }

    [Fact]
    public void Only_the_last_lines_are_kept_and_all_failures_counted()
    {
        var state = ShownExperiment.State(4);
        var model = ShownExperiment.Model(state);
        for (var i = 0; i < 150; i++)
        {
            model = model.Next(state, [ShownExperiment.Entry(ShownExperiment.Failed(1, i, $"number {i}"))]);
        }

        model = model.Next(state, [ShownExperiment.At(200, ShownExperiment.Exploit())]);
        Assert.Equal(150, model.Failures);
        Assert.Equal(0, model.LostWorkers);
        Assert.Equal(ProgressModel.NoticesMax, model.Problems.Count());
        Assert.EndsWith("number 149", model.Problems.Last().Text, StringComparison.Ordinal);
        Assert.EndsWith("number 50", model.Problems.First().Text, StringComparison.Ordinal);
        Assert.Equal(ProgressModel.NoticesMax, model.Recent.Count());
        Assert.Equal(NoticeKind.Exploit, model.Recent.Last().Kind);
    }

    [Fact]
    public void Time_goes_on_between_events_and_counts_earlier_drivers()
    {
        var state = ShownExperiment.State(4) with { ActiveBefore = TimeSpan.FromHours(1) };
        var model = ShownExperiment.Model(state);
        Assert.Equal(TimeSpan.FromMinutes(75), model.ActiveAt(ShownExperiment.Opened + TimeSpan.FromMinutes(15)));
        Assert.Equal(TimeSpan.FromMinutes(70), model.ActiveAt(ShownExperiment.Opened));

        var resumed = ProgressModel.Begin(ShownExperiment.Start(), state, ProgressSymbols.Unicode, withDetails: true);
        Assert.Equal(TimeSpan.FromMinutes(70), resumed.ActiveAt(ShownExperiment.Opened + TimeSpan.FromDays(3)));

        // The line's own time is that of its event, not of the batch.
        var notice = model.Next(state, [ShownExperiment.At(61, ShownExperiment.Exploit())]).Latest.Single();
        Assert.StartsWith("1:01:01 exploit:", notice.ToString(), StringComparison.Ordinal);
    }

    private static (NoticeKind, string) Single(
        ExperimentState state, ExperimentEvent happened, params Command[] commands) =>
        Assert.Single(Notices(state, happened, commands));

    private static IEnumerable<(NoticeKind, string)> Notices(
        ExperimentState state, ExperimentEvent happened, params Command[] commands) =>
        ShownExperiment.Model(state).Next(state, [ShownExperiment.Entry(happened, commands)])
            .Latest.Select(notice => (notice.Kind, notice.Text));
}
