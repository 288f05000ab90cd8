namespace Clade.Display;

/// <summary>What a line about the experiment is about.</summary>
internal enum NoticeKind
{
    /// <summary>For those who want to see everything: a report, an attempt, a checkpoint.</summary>
    Detail,

    /// <summary>A trial began or ended well.</summary>
    Trial,

    /// <summary>A better score than all before.</summary>
    Best,

    /// <summary>A trial took over a donor.</summary>
    Exploit,

    /// <summary>The experiment begins no new work.</summary>
    Closing,

    /// <summary>Something that the user should look at.</summary>
    Warning,

    /// <summary>An attempt or a trial failed.</summary>
    Failure,
}

/// <summary>A line about something that happened.</summary>
/// <param name="At">How long the experiment had been open by then.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Text">For people; without line ends.</param>
internal sealed record Notice(TimeSpan At, NoticeKind Kind, string Text)
{
    /// <summary>The same for a narrow screen, where it takes one line among many; none if it is short anyway.</summary>
    public string? Brief { get; init; }

    public bool IsProblem => Kind >= NoticeKind.Warning;

    public override string ToString() => $"{ProgressText.Time(At)} {Text}";
}
