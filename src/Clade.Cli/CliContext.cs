using Spectre.Console;

namespace Clade.Cli;

/// <summary>Where a command writes and looks; what tests put something else in place of.</summary>
/// <param name="Out">What was asked for.</param>
/// <param name="Error">What went wrong, and remarks.</param>
/// <param name="WorkingDirectory">Relative paths start here; a full path.</param>
internal sealed record CliContext(IAnsiConsole Out, IAnsiConsole Error, string WorkingDirectory)
{
    /// <summary>Standard output and error of this process, coloured where they are terminals that want it.</summary>
    public static CliContext OfThisProcess() => new(
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) }),
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }),
        Environment.CurrentDirectory);

    /// <summary>A path as people like to read it: relative where it lies below the working directory.</summary>
    public string ShortPath(string path) =>
        Path.GetRelativePath(WorkingDirectory, path) is var relative && relative.StartsWith("..", StringComparison.Ordinal)
            ? path
            : relative;

    /// <summary>A path as the user means it.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, WorkingDirectory);
}
