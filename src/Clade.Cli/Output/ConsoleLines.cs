using System.Collections.Immutable;
using Clade.Display;
using Spectre.Console;

namespace Clade.Cli.Output;

/// <summary>Writes lines that are cut rather than wrapped on a terminal, and whole everywhere else.</summary>
internal static class ConsoleLines
{
    /// <summary>The style of titles and of what matters less.</summary>
    public static Style Dim { get; } = new(decoration: Decoration.Dim);

    /// <summary>The style of headings.</summary>
    public static Style Bold { get; } = new(decoration: Decoration.Bold);

    /// <summary>The signs that this console can show.</summary>
    public static ProgressSymbols Symbols(this IAnsiConsole console) =>
        console.Profile.Capabilities.Unicode ? ProgressSymbols.Unicode : ProgressSymbols.Ascii;

    /// <summary>Begins a line that will be as wide as the console at most.</summary>
    public static FrameLine Line(this IAnsiConsole console) =>
        new(console.Profile.Width, console.Symbols().Ellipsis);

    public static void WriteLine(this IAnsiConsole console, FrameLine line) => console.WriteLine(line.ToLine());

    public static void WriteLine(this IAnsiConsole console, ImmutableArray<StyledText> line)
    {
        foreach (var piece in line) console.Write(new Text(piece.Text, piece.Style));
        console.WriteLine();
    }

    /// <summary>A heading, with an empty line above.</summary>
    public static void WriteHeading(this IAnsiConsole console, string text)
    {
        console.WriteLine();
        console.WriteLine(console.Line().Add(text, Bold));
    }

    /// <summary>Text that may be long and many lines: indented, and wrapped where the console ends.</summary>
    public static void WriteIndented(this IAnsiConsole console, string text)
    {
        var width = Math.Max(20, console.Profile.Width - 2);
        foreach (var line in text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            foreach (var part in Cells.Wrap(Cells.Clean(line), width, LinesMax, console.Symbols().Ellipsis))
            {
                console.WriteLine([new StyledText($"  {part}", Style.Plain)]);
            }
        }
    }

    /// <summary>A single line of somebody's text fills at most so many of the console's.</summary>
    private const int LinesMax = 100;
}
