using System.Collections.Immutable;
using Clade.Experiments;
using Spectre.Console;
using static Clade.Display.ProgressText;

namespace Clade.Display;

/// <summary>The size of a screen in cells.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Lines.</param>
internal readonly record struct ScreenSize(int Width, int Height);

/// <summary>Lays out the live view: the best, the trials, a bar, counts and the latest events.</summary>
internal sealed class LiveFrame
{
    // The cursor rests below the frame, and a sign in the last column would make some terminals wrap.
    private const int CursorLine = 1;
    private const int LastColumn = 1;

    private const int BarLines = 2;
    private const int NoticesMax = 10;
    private const int ProblemLinesMax = 3;
    private const int RoomyHeight = 18;
    private const int BarWidthMax = 40;

    private static readonly Style Bold = new(decoration: Decoration.Bold);
    private static readonly Style Dim = new(decoration: Decoration.Dim);

    private readonly ProgressModel _model;
    private readonly TimeSpan _active;
    private readonly ProgressSymbols _symbols;
    private readonly int _width;
    private readonly int _height;

    private LiveFrame(ProgressModel model, TimeSpan active, ScreenSize size, ProgressSymbols symbols)
    {
        _model = model;
        _active = active;
        _symbols = symbols;
        _width = Math.Max(1, size.Width - LastColumn);
        _height = Math.Max(1, size.Height - CursorLine);
    }

    /// <summary>Lays out a frame that leaves the screen's last line to the cursor.</summary>
    /// <param name="model">What there is to show.</param>
    /// <param name="active">How long the experiment has been open by now.</param>
    /// <param name="size">The screen.</param>
    /// <param name="symbols">The signs to use.</param>
    public static Frame Build(ProgressModel model, TimeSpan active, ScreenSize size, ProgressSymbols symbols) =>
        new LiveFrame(model, active, size, symbols).Build();

    private ExperimentState State => _model.State;

    private Frame Build()
    {
        var blank = _height >= RoomyHeight ? 1 : 0;
        var best = _height > BarLines ? 1 : 0;
        var room = _height - BarLines - best - (2 * blank);
        var spare = room - State.Trials.Count - 1;
        var notices = Notices(Math.Clamp(Math.Max(room / 3, spare), 0, NoticesMax));
        var table = Table(room - notices.Count);

        var lines = ImmutableArray.CreateBuilder<ImmutableArray<StyledText>>();
        if (best > 0) lines.Add(BestLine());
        if (blank > 0) lines.Add(FrameLine.Empty);
        lines.AddRange(table);
        if (blank > 0) lines.Add(FrameLine.Empty);
        lines.Add(BarLine());
        lines.Add(CountLine());
        lines.AddRange(notices);
        return new Frame([.. lines.TakeLast(_height)]);
    }

    private FrameLine Line() => new(_width, _symbols.Ellipsis);

    private ImmutableArray<StyledText> BestLine()
    {
        var objective = _model.Start.Objective;
        if (State.Best is not { } best) return Line().Add($"{objective.Metric}: nothing reported yet", Dim).ToLine();

        return Line()
            .Add("best  ", Dim)
            .Add(
                $"{objective.Metric} {Number(Metric(objective, best.Score))}",
                new Style(Color.Green, null, Decoration.Bold))
            .Add(Invariant($"{_symbols.Separator}trial {best.Trial}{_symbols.Separator}iteration {best.Iteration}"))
            .Add($"{_symbols.Separator}{Config(best.Config)}")
            .ToLine();
    }

    private List<ImmutableArray<StyledText>> Table(int room)
    {
        if (State.Trials.IsEmpty || room < 2) return [];

        var isCut = State.Trials.Count > room - 1;
        var trials = TrialTable.Choose(State.Trials, isCut ? room - 2 : room - 1);
        var lines = TrialTable.Build(_model, trials, _width, _symbols).ToList();
        if (isCut) lines.Add(MoreLine(trials));
        return lines;
    }

    private ImmutableArray<StyledText> MoreLine(ImmutableArray<TrialState> shown)
    {
        var ids = shown.Select(static trial => trial.Id).ToHashSet();
        var hidden = State.Trials.Where(trial => !ids.Contains(trial.Id)).ToLookup(static trial => trial.Status);
        var counts = Enum.GetValues<TrialStatus>().Where(hidden.Contains).Select(
            status => Invariant($"{hidden[status].Count()} {Status(status)}"));
        return Line().Add(Invariant(
            $"{_symbols.Ellipsis} and {hidden.Sum(static group => group.Count())} more: {string.Join(", ", counts)}"),
            Dim).ToLine();
    }

    private ImmutableArray<StyledText> BarLine()
    {
        var estimate = ProgressEstimate.Of(_model, _active);
        var total = estimate.Total is { } all ? Invariant($"/{all}") : "";
        var percent = estimate.Fraction is { } part ? Invariant($"  {Math.Floor(part * 100)}%") : "";
        var left = estimate.Left is { } time ? $"  {Time(time)} left" : "";
        var text = Invariant($"{estimate.Done}{total} iterations{percent}  {Time(_active)}{left}");

        var line = Line();
        var barWidth = Math.Min(BarWidthMax, _width - Cells.Width(text) - 2);
        if (estimate.Fraction is { } fraction && barWidth >= 5)
        {
            var done = (int)(fraction * barWidth);
            line.Add(new string(_symbols.BarDone, done), new Style(Color.Green))
                .Add(new string(_symbols.BarLeft, barWidth - done), Dim)
                .Add("  ");
        }

        return line.Add(text).ToLine();
    }

    private ImmutableArray<StyledText> CountLine()
    {
        var parts = Enum.GetValues<TrialStatus>()
            .Select(status => (Status: status, Count: _model.CountOf(status)))
            .Where(static item => item.Count > 0)
            .Select(static item => Invariant($"{item.Count} {Status(item.Status)}"))
            .ToList();
        if (parts.Count == 0) parts.Add("no trial yet");
        if (State.ExploitCount > 0) parts.Add(Count(State.ExploitCount, "exploit"));

        var line = Line().Add(string.Join(_symbols.Separator, parts));
        AddProblems(line, _model.Failures, "failure");
        AddProblems(line, _model.LostWorkers, "lost worker");

        return State.Closing is { } closing
            ? line.Add(_symbols.Separator).Add($"closing: {closing.Reason}", Bold).ToLine()
            : line.ToLine();
    }

    private void AddProblems(FrameLine line, int count, string noun)
    {
        if (count > 0) line.Add(_symbols.Separator).Add(Count(count, noun), new Style(Color.Red));
    }

    // Newest last. A warning may take several lines, because its end says what to do; an exploit takes one.
    private List<ImmutableArray<StyledText>> Notices(int linesMax)
    {
        var lines = new List<ImmutableArray<StyledText>>();
        foreach (var notice in _model.Recent.Reverse())
        {
            var text = $"{Time(notice.At)} {notice.Brief ?? notice.Text}";
            var texts = Cells.Wrap(text, _width, notice.IsProblem ? ProblemLinesMax : 1, _symbols.Ellipsis);
            if (texts.Count > linesMax - lines.Count) break;

            lines.InsertRange(0, texts.Select(part => Line().Add(part, StyleOf(notice.Kind)).ToLine()));
        }

        return lines;
    }

    private static Style StyleOf(NoticeKind kind) => kind switch
    {
        NoticeKind.Failure => new Style(Color.Red),
        NoticeKind.Warning => new Style(Color.Yellow),
        NoticeKind.Closing => Bold,
        _ => Dim,
    };
}
