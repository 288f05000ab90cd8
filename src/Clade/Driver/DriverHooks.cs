using Clade.Display;

namespace Clade.Driver;

/// <summary>What a tool around the library does in its own way: how it shows things, and what to type next.</summary>
internal sealed record DriverHooks
{
    /// <summary>A library's way.</summary>
    public static DriverHooks None { get; } = new();

    /// <summary>What to type to go on with the experiment in a folder. Default: a call of the library.</summary>
    public Func<string, string>? HowToResume { get; init; }

    /// <summary>What to type to train along the winner's schedule. Default: options of the library.</summary>
    public Func<string, string>? HowToReplay { get; init; }

    /// <summary>Gets the experiment's folder once nothing stands in its way and before anything starts.</summary>
    public Action<string>? Opened { get; init; }

    /// <summary>Where progress is shown. Default: this process's standard output.</summary>
    public ProgressTerminal? Terminal { get; init; }

    /// <summary>
    /// Whether workers start from the program's own folder rather than from a copy: for a program that nobody rebuilds
    /// while it runs.
    /// </summary>
    public bool RunsInPlace { get; init; }
}
