namespace Clade.Display;

/// <summary>Lines without escape codes: for files, pipes, build servers and those who prefer them.</summary>
internal sealed class PlainProgress : ProgressView
{
    /// <summary>Silence for longer would look like a standstill.</summary>
    internal static readonly TimeSpan SummaryEvery = TimeSpan.FromSeconds(30);

    private readonly TextWriter _output;
    private readonly TimeProvider _time;
    private readonly NoticeKind _leastKind;
    private readonly Lock _lock = new();
    private ITimer? _timer;

    /// <summary>Creates the view.</summary>
    /// <param name="output">Where the lines go.</param>
    /// <param name="time">Gives the time for summaries.</param>
    /// <param name="kind">Plain, quiet or verbose.</param>
    public PlainProgress(TextWriter output, TimeProvider time, Progress kind)
        : base(ProgressSymbols.Ascii, withDetails: kind == Progress.Verbose)
    {
        _output = output;
        _time = time;
        _leastKind = kind switch
        {
            Progress.Quiet => NoticeKind.Warning,
            Progress.Verbose => NoticeKind.Detail,
            _ => NoticeKind.Trial,
        };
    }

    private bool IsQuiet => _leastKind == NoticeKind.Warning;

    private protected override void OnStart(ProgressModel model)
    {
        if (IsQuiet) return;

        Write(ProgressSummary.OfStart(model).Select(Labelled));
        _timer = _time.CreateTimer(_ => Guard(WriteSummary), null, SummaryEvery, SummaryEvery);
    }

    private protected override void OnUpdate(ProgressModel model) =>
        Write(model.Latest.Where(notice => notice.Kind >= _leastKind).Select(static notice => notice.ToString()));

    private protected override void OnFinish(ProgressModel model, ProgressEnd end)
    {
        StopTimer();
        Write(ProgressSummary.OfEnd(model, end, Failure).Select(Labelled));
    }

    private protected override void OnDispose() => StopTimer();

    private static string Labelled(SummaryLine line) => $"{line.Label}: {Cells.Clean(line.Text)}";

    private void WriteSummary()
    {
        if (Model is not { } model) return;

        var active = model.ActiveAt(_time.GetUtcNow());
        Write([$"{ProgressText.Time(active)} {ProgressSummary.OfNow(model, active)}"]);
    }

    private void Write(IEnumerable<string> lines)
    {
        lock (_lock)
        {
            foreach (var line in lines) _output.WriteLine(line);
            _output.Flush();
        }
    }

    private void StopTimer()
    {
        _timer?.Dispose();
        _timer = null;
    }
}
