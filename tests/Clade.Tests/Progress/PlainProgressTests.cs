using Clade.Display;
using Clade.Experiments;
using Microsoft.Extensions.Time.Testing;

namespace Clade.Tests.Display;

public sealed class PlainProgressTests : IDisposable
{
    private const string Others = "momentum=0.5 hidden=35 optimizer.name=adam optimizer.weight_decay=";

    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly FakeTimeProvider _time = new(ShownExperiment.Opened);

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Plain_says_what_begins_what_happens_and_what_came_of_it()
    {
        using var view = Begin(Progress.Plain);
        view.Update(State(), [ShownExperiment.At(61, ShownExperiment.Exploit())]);
        view.Update(State(), [ShownExperiment.Entry(ShownExperiment.Failed(2, 62))]);
        view.Finish(End(ExperimentStatus.Completed));

        Assert.Equal(
            [
                "experiment: mnist: maximize val_accuracy, 4 trials, 2 at once",
                "stop: AtIteration(40)",
                "seed: 7",
                "folder: /experiments/mnist",
                "0:01:01 exploit: trial 1 <- trial 3 (0.01 <- 0.031235) at iteration 12: lr 0.03->0.036 (x1.2), layers "
                + "off->2 (resample)",
                $"0:10:00 best: val_accuracy 0.03 by trial 3 at iteration 12: lr=0.04938 {Others}1.25E-7 "
                + "nesterov=false",
                "0:01:02 failure: trial 2 attempt 0 threw InvalidOperationException: no data",
                "completed: all is done (600 s)",
                "trials: 1 waiting, 1 running, 2 completed",
                "counts: 104 reports, 1 exploit, 1 failure, 0 lost workers",
                "best: val_accuracy 0.03 by trial 3 at iteration 12",
                $"config: lr=0.0493824 {Others}1.25E-07 nesterov=false",
                "checkpoint: trial-3-attempt-0-iteration-12",
                "folder: /experiments/mnist",
                "replay: clade replay x",
                "",
            ],
            _output.ToString().Split('\n'));
        Assert.Null(view.Failure);
    }

    [Fact]
    public void Nothing_but_plain_ascii_comes_from_clade_itself()
    {
        using var view = Begin(Progress.Verbose);
        view.Update(State(), [ShownExperiment.At(61, ShownExperiment.Exploit())]);
        _time.Advance(TimeSpan.FromMinutes(1));
        view.Finish(End(ExperimentStatus.Interrupted));
        Assert.All(_output.ToString(), c => Assert.True(c is '\n' or (>= ' ' and <= '~'), $"'{c}'"));
    }

    [Fact]
    public void A_summary_comes_every_thirty_seconds_whether_anything_happens_or_not()
    {
        using var view = Begin(Progress.Plain);
        view.Update(State() with { Best = null }, []);
        Clear();
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(_output.ToString());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(
            "0:10:00 1 waiting, 1 running, 2 completed; 104 of 160 iterations; 1 exploit; 0:05:23 left\n",
            _output.ToString());

        Clear();
        view.Update(State() with { Now = ShownExperiment.Opened + TimeSpan.FromSeconds(30) }, []);
        Clear();
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.StartsWith("0:01:00 1 waiting", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("; best val_accuracy 0.03 by trial 3 at iteration 12;", _output.ToString(),
            StringComparison.Ordinal);

        view.Finish(End(ExperimentStatus.Completed));
        Clear();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public void Quiet_says_only_what_went_wrong_and_the_end()
    {
        using var view = Begin(Progress.Quiet);
        view.Update(State(), [ShownExperiment.At(61, ShownExperiment.Exploit(), new Warn("code", "mind this"))]);
        view.Update(State(), [ShownExperiment.Entry(ShownExperiment.Failed(2, 62))]);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(
            "0:01:01 warning: mind this\n0:01:02 failure: trial 2 attempt 0 threw InvalidOperationException: no data\n",
            _output.ToString());

        view.Finish(End(ExperimentStatus.Completed));
        Assert.Contains("best: val_accuracy 0.03 by trial 3", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Verbose_says_everything()
    {
        using var view = Begin(Progress.Verbose);
        var report = new Reported(
            ShownExperiment.Opened, new TrialId(2), 0, 1, new Metrics([new("val_accuracy", 0.5)]), true);
        view.Update(State(), [ShownExperiment.Entry(report)]);
        Assert.Contains("0:00:00 trial 2 iteration 12: val_accuracy=0.5\n", _output.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_experiment_says_how_to_go_on_and_a_resumed_one_where_it_is()
    {
        using var view = Begin(Progress.Plain, State());
        Assert.Contains("resumed: 4 trials, 104 reports so far\n", _output.ToString(), StringComparison.Ordinal);
        view.Finish(End(ExperimentStatus.Interrupted));
        Assert.Contains("interrupted: all is done (600 s)\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("resume: clade resume x\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_experiment_without_a_best_says_so()
    {
        using var view = Begin(Progress.Plain);
        view.Finish(End(ExperimentStatus.Failed) with { State = State() with { Best = null } });
        Assert.Contains("best: none: no trial reported a usable val_accuracy\n", _output.ToString(),
            StringComparison.Ordinal);
        Assert.DoesNotContain("replay", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("resume", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_closed_output_never_harms_the_experiment()
    {
        var broken = new StringWriter();
        broken.Dispose();
        using var view = new PlainProgress(broken, _time, Progress.Plain);
        view.Start(ShownExperiment.Start(4), ExperimentState.Empty);
        view.Update(State(), [ShownExperiment.At(61, ShownExperiment.Exploit())]);
        view.Finish(End(ExperimentStatus.Completed));
        Assert.IsType<ObjectDisposedException>(view.Failure);
    }

    private static ExperimentState State() => ShownExperiment.State(4) with { ExploitCount = 1, ReportCount = 104 };

    private static ProgressEnd End(ExperimentStatus status) =>
        new(State() with { Status = status, EndReason = "all is done" }, "clade resume x", "clade replay x");

    private PlainProgress Begin(Progress kind, ExperimentState? state = null)
    {
        var view = new PlainProgress(_output, _time, kind);
        view.Start(ShownExperiment.Start(4), state ?? ExperimentState.Empty);
        return view;
    }

    private void Clear() => _output.GetStringBuilder().Clear();
}
