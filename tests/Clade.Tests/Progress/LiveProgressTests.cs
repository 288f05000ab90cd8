using Clade.Display;
using Clade.Experiments;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console;

namespace Clade.Tests.Display;

public sealed class LiveProgressTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(ShownExperiment.Opened);
    private readonly Screen _screen = new(80, 24);

    public void Dispose() => _screen.Dispose();

    [Fact]
    public void The_driver_never_writes_and_the_latest_state_wins()
    {
        using var view = Begin();
        Tick();
        var before = _screen.Writes;
        foreach (var iteration in Enumerable.Range(1, 1000))
        {
            view.Update(ShownExperiment.State(ShownExperiment.Trial(0, iteration: iteration)), []);
        }

        Assert.Equal(before, _screen.Writes);
        Tick();
        Assert.Equal(before + 1, _screen.Writes);
        Assert.Contains(_screen.Lines, line => line.StartsWith("    0  running  1000 ", StringComparison.Ordinal));
        Assert.Null(view.Failure);
    }

    [Fact]
    public void At_most_ten_frames_come_in_a_second_and_one_when_nothing_happens()
    {
        using var view = Begin();
        Tick();
        var before = _screen.Writes;
        for (var millisecond = 0; millisecond < 1000; millisecond += 5)
        {
            view.Update(ShownExperiment.State(millisecond), []);
            _time.Advance(TimeSpan.FromMilliseconds(5));
        }

        Assert.InRange(_screen.Writes - before, 9, 11);
        before = _screen.Writes;
        for (var tick = 0; tick < 100; tick++) Tick();
        Assert.InRange(_screen.Writes - before, 9, 11);
    }

    [Fact]
    public void The_end_stays_on_the_screen_with_every_problem_and_what_to_type()
    {
        using var view = Begin();
        var state = ShownExperiment.State(12);
        view.Update(state, [ShownExperiment.Entry(ShownExperiment.Failed(2))]);
        Tick();
        state = state with { Status = ExperimentStatus.Interrupted, EndReason = "Ctrl+C" };
        view.Finish(new ProgressEnd(state, "clade resume x", "clade replay x"));

        string[] all = [.. _screen.History, .. _screen.Lines];
        Assert.Equal(
            [
                "experiment  mnist: maximize val_accuracy, 12 trials, 2 at once",
                "stop        AtIteration(40)",
                "seed        7",
                "folder      /experiments/mnist",
                "trial  state    iter  val_accuracy  lr       momentum  hidden  name  +2",
                "   11  waiting    12          0.11  0.1481   0.5       43      adam",
            ],
            all[..6]);
        Assert.Equal(
            [
                "… and 2 more with lower scores",
                "",
                "0:00:01 failure: trial 2 attempt 0 threw InvalidOperationException: no data",
                "interrupted Ctrl+C (600 s)",
                "trials      8 waiting, 2 running, 2 completed",
                "counts      0 reports, 0 exploits, 1 failure, 0 lost workers",
                "best        val_accuracy 0.11 by trial 11 at iteration 12",
                "config      lr=0.1481472 momentum=0.5 hidden=43 optimizer.name=adam",
            ],
            all[15..23].Select(line => line.Split(" optimizer.we")[0]));
        Assert.Contains("resume      clade resume x", all);
        Assert.Contains("replay      clade replay x", all);
        Assert.True(_screen.CursorIsVisible);
    }

    [Fact]
    public void What_the_program_prints_appears_above_the_table_and_the_console_comes_back()
    {
        var (output, error) = (Console.Out, Console.Error);
        using (var view = Begin(capturesConsole: true))
        {
            view.Update(ShownExperiment.State(3), []);
            Tick();
            Console.WriteLine("hello from {0}", "user code");
            Console.Write("half a ");
            Console.Write('l');
            Console.WriteLine("ine");
            Console.Write("no end");
            Tick();
            Assert.Equal(["hello from user code", "half a line"], _screen.Lines[4..6]);
            Assert.StartsWith("best", _screen.Lines[6], StringComparison.Ordinal);
            Assert.DoesNotContain(_screen.Lines, line => line.Contains("no end", StringComparison.Ordinal));
        }

        Assert.Same(output, Console.Out);
        Assert.Same(error, Console.Error);
        Assert.Equal("no end", _screen.Lines[6]);
    }

    [Fact]
    public async Task Printing_and_drawing_never_wait_for_each_other_in_a_circle()
    {
        // As on Unix, where asking for the size may take the lock of Console.Out, which a printing thread holds.
        var terminal = Terminal() with
        {
            Screen = _screen,
            CapturesOutput = true,
            CapturesError = true,
            Size = static () =>
            {
                lock (Console.Out) return new ScreenSize(80, 24);
            },
        };
        using var view = new LiveProgress(terminal, _time);
        view.Start(ShownExperiment.Start(12), ExperimentState.Empty);
        var cancellation = TestContext.Current.CancellationToken;
        var printing = new[] { Console.Out, Console.Error }.Select(writer => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++) writer.WriteLine("line {0}", i);
        }, cancellation));
        var drawing = Task.Run(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                view.Update(ShownExperiment.State(i % 20), []);
                Tick();
            }
        }, cancellation);

        await Task.WhenAll(printing.Append(drawing)).WaitAsync(TimeSpan.FromSeconds(30), cancellation);
        Assert.Null(view.Failure);
        Assert.Equal(1000, _screen.History.Concat(_screen.Lines).Count(
            line => line.StartsWith("line ", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_console_comes_back_only_after_the_last_lines_are_drawn()
    {
        // What is printed just before would move the cursor, and the frame be looked for in the wrong place.
        var own = Console.Out;
        TextWriter? meanwhile = null;
        _screen.Wrote = text => meanwhile = text.Contains("completed", StringComparison.Ordinal) ? Console.Out : null;
        using var view = Begin(capturesConsole: true);
        var state = ShownExperiment.State(1) with { Status = ExperimentStatus.Completed };
        view.Finish(new ProgressEnd(state));
        Assert.NotNull(meanwhile);
        Assert.NotSame(own, meanwhile);
        Assert.Same(own, Console.Out);
    }

    [Fact]
    public void A_terminal_that_breaks_does_no_harm()
    {
        var broken = new StringWriter();
        using var view = new LiveProgress(Terminal() with { Screen = broken }, _time);
        view.Start(ShownExperiment.Start(), ExperimentState.Empty);
        broken.Dispose();
        Tick();
        view.Update(ShownExperiment.State(3), []);
        view.Finish(new ProgressEnd(ShownExperiment.State(3)));
        Assert.IsType<ObjectDisposedException>(view.Failure);
    }

    [Fact]
    public void A_disposed_view_draws_nothing_more()
    {
        var view = Begin();
        view.Update(ShownExperiment.State(3), []);
        Tick();
        view.Dispose();
        var before = _screen.Writes;
        _time.Advance(TimeSpan.FromSeconds(10));
        view.Dispose();
        Assert.Equal(before, _screen.Writes);
    }

    internal static ProgressTerminal Terminal() => new()
    {
        Output = TextWriter.Null,
        Screen = TextWriter.Null,
        IsTerminal = true,
        IsBuildServer = false,
        Colors = ColorSystemSupport.Standard,
        Symbols = ProgressSymbols.Unicode,
        Size = static () => new ScreenSize(80, 24),
    };

    private LiveProgress Begin(bool capturesConsole = false)
    {
        var terminal = Terminal() with
        {
            Screen = _screen,
            CapturesOutput = capturesConsole,
            CapturesError = capturesConsole,
        };
        var view = new LiveProgress(terminal, _time);
        view.Start(ShownExperiment.Start(12), ExperimentState.Empty);
        return view;
    }

    private void Tick() => _time.Advance(LiveProgress.FrameEvery);
}
