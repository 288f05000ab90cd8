using Clade.Display;
using Clade.Experiments;
using CsCheck;
using Spectre.Console.Testing;

namespace Clade.Tests.Display;

public sealed class LiveFrameTests
{
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    [Fact]
    public void A_frame_shows_the_best_the_trials_a_bar_counts_and_events()
    {
        var state = ShownExperiment.State(4) with { ExploitCount = 1 };
        var model = ShownExperiment.Model(state).Next(
            state,
            [
                ShownExperiment.At(61, ShownExperiment.Exploit(victim: 1, donor: 3)),
                ShownExperiment.Entry(ShownExperiment.Failed(2, 62)),
                ShownExperiment.At(63, new Warn("code", "Trial 2 never reads 'momentum', so that tuning it is in vain. "
                    + "Read it, or take it out of the search space.")),
            ]);

        Assert.Equal(
            [
                "best  val_accuracy 0.03 · trial 3 · iteration 12 · lr=0.04938 momentum=0.5 hid…",
                "",
                "trial  state      iter  val_accuracy  lr       momentum  hidden  name  +2",
                "    3  waiting      12          0.03  0.04938  0.5       35      adam",
                "    2  running      12          0.02  0.03704  0.5       34      adam",
                "    1  completed    40          0.01  0.02469  0.5       33      adam",
                "    0  completed    40             0  0.01235  0.5       32      adam",
                "",
                "━━━━━━━━━━━━━━━━━━━━───────────  104/160 iterations  65%  0:10:00  0:05:23 left",
                "1 waiting · 1 running · 2 completed · 1 exploit · 1 failure",
                "0:01:01 trial 1 ← 3: lr 0.03→0.036 (×1.2), layers off→2 (resample)",
                "0:01:02 failure: trial 2 attempt 0 threw InvalidOperationException: no data",
                "0:01:03 warning: Trial 2 never reads 'momentum', so that tuning it is in vain.",
                "Read it, or take it out of the search space.",
            ],
            Lines(model, 80, 24));
    }

    [Theory]
    [InlineData(3, 80, 24)]
    [InlineData(10, 80, 24)]
    [InlineData(100, 80, 24)]
    [InlineData(3, 120, 50)]
    [InlineData(10, 120, 50)]
    [InlineData(100, 120, 50)]
    [InlineData(100, 80, 50)]
    [InlineData(100, 120, 24)]
    public void Running_trials_are_shown_first_and_every_trial_is_counted(int trials, int width, int height)
    {
        var lines = Lines(Busy(ShownExperiment.State(trials)), width, height);

        var rows = lines.Where(IsRow).ToList();
        var hidden = lines.Where(line => line.StartsWith('…')).Select(
            line => int.Parse(line.Split(' ')[2], provider: null)).SingleOrDefault();
        Assert.Equal(trials, rows.Count + hidden);
        Assert.Equal(trials > 10, hidden > 0);
        if (hidden > 0)
        {
            // Then the running ones stand above the others.
            Assert.Equal(rows.OrderBy(row => !row.Contains("running", StringComparison.Ordinal)), rows);
            Assert.Contains(rows, row => row.Contains("running", StringComparison.Ordinal));
        }

        Assert.StartsWith("best  val_accuracy", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains($"/{trials * 40} iterations", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("exploit", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("trial 1 ← 3: lr 0.03→0.036", StringComparison.Ordinal));
    }

    [Fact]
    public void Trials_that_are_not_shown_are_counted_by_status()
    {
        var state = ShownExperiment.State(
            Enumerable.Range(0, 30).Select(i => ShownExperiment.Trial(i, (TrialStatus)(i % 5))));
        var line = Lines(ShownExperiment.Model(state), 80, 16).Single(l => l.StartsWith('…'));
        Assert.Equal("… and 20 more: 5 waiting, 5 completed, 5 stopped, 5 failed", line);
    }

    [Fact]
    public void Hyperparameters_that_have_no_room_are_counted()
    {
        var wide = Lines(ShownExperiment.Model(ShownExperiment.State(3)), 120, 24);
        Assert.Contains("optimizer.weight_decay", wide[2], StringComparison.Ordinal);
        Assert.Contains("1.25E-7", wide[3], StringComparison.Ordinal);

        var narrow = Lines(ShownExperiment.Model(ShownExperiment.State(3)), 60, 24);
        Assert.EndsWith("+4", narrow[2], StringComparison.Ordinal);
        Assert.Contains("lr", narrow[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_wider_or_higher_than_the_screen()
    {
        var cut = 0;
        Gen.Select(Sizes, States).Sample((size, state) =>
        {
            var model = Busy(state);
            var frame = LiveFrame.Build(model, TenMinutes, size, ProgressSymbols.Unicode);
            var lines = Render(frame);

            Assert.InRange(lines.Count, 1, Math.Max(1, size.Height - 1));
            Assert.Equal(frame.Height, lines.Count);
            Assert.All(lines, line => Assert.InRange(Cells.Width(line), 0, Math.Max(1, size.Width - 1)));
            if (size.Height > 3) Assert.Contains(lines, line => line.Contains('…') || line.Contains("iteration"));
            if (lines.Any(line => line.StartsWith("… and", StringComparison.Ordinal))) Interlocked.Increment(ref cut);
        }, iter: 300);

        Assert.True(cut > 20, $"The generator is too tame: {cut} tables were cut.");
    }

    [Fact]
    public void An_experiment_without_reports_can_be_shown()
    {
        var lines = Lines(ShownExperiment.Model(ExperimentState.Empty, ShownExperiment.Start()), 80, 24);
        Assert.Equal("val_accuracy: nothing reported yet", lines[0]);
        Assert.Contains("no trial yet", lines);
        Assert.Contains(lines, line => line.EndsWith("0/400 iterations  0%  0:10:00", StringComparison.Ordinal));
    }

    [Fact]
    public void Scores_of_a_loss_keep_their_sign()
    {
        var start = ShownExperiment.Start(1, objective: Objective.Minimize("loss"));
        var trial = ShownExperiment.Trial(0) with { Score = new Score(-0.25) };
        var lines = Lines(ShownExperiment.Model(ShownExperiment.State(trial), start), 80, 24);
        Assert.StartsWith("best  loss 0.25 ", lines[0], StringComparison.Ordinal);
        Assert.Contains("  0.25  ", lines[3], StringComparison.Ordinal);
    }

    private static readonly Gen<ScreenSize> Sizes =
        Gen.Select(Gen.Int[1, 140], Gen.Int[1, 60]).Select((width, height) => new ScreenSize(width, height));

    private static readonly Gen<string> Names = Gen.OneOf("lr", "幅の広い名前", "a.long.nested.name_of_something", "x\ty");

    private static readonly Gen<ExperimentState> States =
        from count in Gen.Int[0, 120]
        from names in Names.Array[0, 4]
        from text in Gen.OneOf("adam", "全角文字の値がここにある", "with\nline end")
        select ShownExperiment.State(Enumerable.Range(0, count).Select(i => ShownExperiment.Trial(
            i, (TrialStatus)(i % 5),
            config: new(names.Distinct(StringComparer.Ordinal).Select(
                name => KeyValuePair.Create<string, HyperparameterValue>(name, text))))));

    private static ProgressModel Busy(ExperimentState state) => ShownExperiment.Model(state).Next(
        state with { ExploitCount = 12 },
        [.. Enumerable.Range(0, 12).Select(i => ShownExperiment.At(i, ShownExperiment.Exploit()))]);

    private static bool IsRow(string line) => line.Length > 7 && char.IsDigit(line[4]) && line[5] == ' ';

    private static List<string> Lines(ProgressModel model, int width, int height) =>
        Render(LiveFrame.Build(model, TenMinutes, new ScreenSize(width, height), ProgressSymbols.Unicode));

    private static List<string> Render(Frame frame)
    {
        // Wider than any screen here, so that only the frame itself can have kept within its own.
        using var console = new TestConsole().Width(1000).SupportsUnicode(true);
        console.Write(frame);
        return [.. console.Output.TrimEnd('\n').Split('\n')[..frame.Height]];
    }
}
