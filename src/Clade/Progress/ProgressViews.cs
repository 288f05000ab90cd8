namespace Clade.Display;

/// <summary>Picks the view for an option.</summary>
internal static class ProgressViews
{
    // Two tables would redraw over each other.
    private static int _liveViews;

    /// <summary>The view for this process's console.</summary>
    /// <param name="progress">What the user wants.</param>
    /// <param name="time">Gives the time for frames and summaries.</param>
    public static ProgressView Create(Progress progress, TimeProvider time) =>
        Create(progress, time, ProgressTerminal.OfThisProcess());

    /// <summary>The view for a terminal.</summary>
    public static ProgressView Create(Progress progress, TimeProvider time, ProgressTerminal terminal)
    {
        if (progress == Progress.None) return new NoProgress();
        if (!WantsLive(progress, terminal)) return Lines(progress, time, terminal);
        if (Interlocked.CompareExchange(ref _liveViews, 1, 0) != 0) return Lines(Progress.Plain, time, terminal);

        return new LiveProgress(terminal, time, onDisposed: static () => Interlocked.Exchange(ref _liveViews, 0));
    }

    private static bool WantsLive(Progress progress, ProgressTerminal terminal) => progress switch
    {
        Progress.Live => terminal.IsTerminal,
        Progress.Auto => terminal.IsTerminal && !terminal.IsBuildServer,
        _ => false,
    };

    private static PlainProgress Lines(Progress progress, TimeProvider time, ProgressTerminal terminal) => new(
        terminal.Output, time, progress is Progress.Quiet or Progress.Verbose ? progress : Progress.Plain);
}
