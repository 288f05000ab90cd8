using Spectre.Console;

namespace Clade.Cli;

/// <summary>Where a command writes and looks; what tests put something else in place of.</summary>
/// <param name="Out">What was asked for.</param>
/// <param name="Error">What went wrong, and remarks.</param>
/// <param name="WorkingDirectory">Relative paths start here; a full path.</param>
internal sealed record CliContext(IAnsiConsole Out, IAnsiConsole Error, string WorkingDirectory)
{
    // A line in a file or a pipe has no end to wrap at.
    private const int UnlimitedWidth = 1_000_000;

    /// <summary>Standard output and error of this process, coloured where they are terminals that want it.</summary>
    public static CliContext OfThisProcess() => new(
        ConsoleOn(new AnsiConsoleOutput(Console.Out)), ConsoleOn(new AnsiConsoleOutput(Console.Error)),
        Environment.CurrentDirectory);

    /// <summary>A path as people like to read it: relative where it lies below the working directory.</summary>
    public string ShortPath(string path) =>
        Path.GetRelativePath(WorkingDirectory, path) is var relative
        && relative.StartsWith("..", StringComparison.Ordinal)
            ? path
            : relative;

    /// <summary>A console: without colours and line breaks of its own where the output is no terminal.</summary>
    public static IAnsiConsole ConsoleOn(IAnsiConsoleOutput output)
    {
        if (output.IsTerminal) return AnsiConsole.Create(new AnsiConsoleSettings { Out = output });

        // Some build servers are taken for terminals otherwise.
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = output,
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = UnlimitedWidth;
        return console;
    }

    /// <summary>A path as the user means it.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, WorkingDirectory);
}
