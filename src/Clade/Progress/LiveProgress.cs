using System.Collections.Immutable;
using Spectre.Console;

namespace Clade.Display;

/// <summary>A table that is redrawn in place, from its own timer: the driver never waits for it.</summary>
internal sealed class LiveProgress : ProgressView
{
    internal static readonly TimeSpan FrameEvery = TimeSpan.FromMilliseconds(100);

    // A frame without news is drawn this often, for the clock in it.
    private static readonly TimeSpan IdleFrameEvery = TimeSpan.FromSeconds(1);

    private const int TrialsAtEndMax = 10;
    private const int ProblemsAtEndMax = 10;
    private const int LabelWidth = 12;

    private readonly ProgressTerminal _terminal;
    private readonly TimeProvider _time;
    private readonly LiveRegion _region;
    private readonly Lock _drawing = new();
    private Action? _onDisposed;
    private ITimer? _timer;
    private ConsoleCapture? _capture;
    private ProgressModel? _drawn;
    private ScreenSize _drawnSize;
    private DateTimeOffset _drawnAt;

    /// <summary>Creates the view.</summary>
    /// <param name="terminal">Where it is shown.</param>
    /// <param name="time">Gives the time for frames.</param>
    /// <param name="onDisposed">Called once, when the terminal is free again.</param>
    public LiveProgress(ProgressTerminal terminal, TimeProvider time, Action? onDisposed = null)
        : base(terminal.Symbols, withDetails: false)
    {
        _onDisposed = onDisposed;
        _terminal = terminal;
        _time = time;
        _region = new LiveRegion(terminal.Screen, terminal.Colors);
    }

    private protected override void OnStart(ProgressModel model)
    {
        _capture = _terminal.CapturesOutput
            ? new ConsoleCapture(lines => Attempt(() => _region.WriteAbove(lines)), _terminal.CapturesError)
            : null;
        _region.WriteAbove(string.Concat(
            ProgressSummary.OfStart(model).Select(static line => $"{Labelled(line)}\n")));
        _timer = _time.CreateTimer(_ => Guard(Tick), null, TimeSpan.Zero, FrameEvery);
    }

    private protected override void OnUpdate(ProgressModel model)
    {
    }

    private protected override void OnFinish(ProgressModel model, ProgressEnd end)
    {
        // The capture stays until the region is closed: what is printed in between must not move the cursor.
        StopTimer();
        _capture?.WriteRest();
        var width = _terminal.Size().Width;
        _region.Close(LastFrame(model, end, width), width);
        Release();
    }

    private protected override void OnDispose()
    {
        StopTimer();
        _capture?.WriteRest();
        _region.Close();
        Release();
        Interlocked.Exchange(ref _onDisposed, null)?.Invoke();
    }

    private void Tick()
    {
        // A slow terminal makes frames late, not many.
        if (Model is not { } model || !_drawing.TryEnter()) return;

        try
        {
            var now = _time.GetUtcNow();
            var size = _terminal.Size();
            if (ReferenceEquals(model, _drawn) && size == _drawnSize && now - _drawnAt < IdleFrameEvery) return;

            _region.Draw(LiveFrame.Build(model, model.ActiveAt(now), size, Symbols), size.Width);
            (_drawn, _drawnSize, _drawnAt) = (model, size, now);
        }
        finally
        {
            _drawing.Exit();
        }
    }

    // These lines stay: they may be longer than the screen is wide, and the terminal wraps them.
    private Frame LastFrame(ProgressModel model, ProgressEnd end, int screenWidth)
    {
        var lines = ImmutableArray.CreateBuilder<ImmutableArray<StyledText>>();
        var trials = model.State.Trials;
        if (!trials.IsEmpty)
        {
            var width = Math.Max(1, screenWidth - 1);
            var best = TrialTable.Best(trials, TrialsAtEndMax);
            lines.AddRange(TrialTable.Build(model, best, width, Symbols));
            if (trials.Count > TrialsAtEndMax)
            {
                lines.Add(Plain(ProgressText.Invariant(
                    $"{Symbols.Ellipsis} and {trials.Count - TrialsAtEndMax} more with lower scores")));
            }

            lines.Add(FrameLine.Empty);
        }

        var problems = model.Problems.ToList();
        foreach (var problem in problems.TakeLast(ProblemsAtEndMax)) lines.Add(Plain(problem.ToString()));
        if (problems.Count > ProblemsAtEndMax)
        {
            lines.Add(Plain(ProgressText.Invariant(
                $"{problems.Count - ProblemsAtEndMax} earlier warnings and failures are in the experiment's folder")));
        }

        lines.AddRange(ProgressSummary.OfEnd(model, end, Failure).Select(static line => Plain(Labelled(line))));
        return new Frame(lines.ToImmutable());
    }

    private static string Labelled(SummaryLine line) => line.Label.PadRight(LabelWidth) + Cells.Clean(line.Text);

    private static ImmutableArray<StyledText> Plain(string text) => [new StyledText(text, Style.Plain)];

    private void StopTimer()
    {
        _timer?.Dispose();
        _timer = null;
    }

    private void Release()
    {
        _capture?.Dispose();
        _capture = null;
    }
}
