using System.Collections.Immutable;
using Clade.Display;
using Spectre.Console;

namespace Clade.Cli.Output;

/// <summary>Writes lines that are cut rather than wrapped on a terminal, and whole everywhere else.</summary>
internal static class ConsoleLines
{
    /// <summary>A single line of somebody's text fills at most so many of the console's.</summary>
    private const int LinesMax = 100;

    // Where even this has no room, lines are cut.
    private const int WrapWidthMin = 20;

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

    /// <summary>A sentence beside the matter.</summary>
    public static void WriteRemark(this IAnsiConsole console, string text)
    {
        foreach (var line in console.Wrapped(text, indent: 0)) console.WriteLine([new StyledText(line, Dim)]);
    }

    /// <summary>Labels with values, aligned; long values go on below themselves.</summary>
    public static void WriteFields(this IAnsiConsole console, params IEnumerable<(string Label, string Value)> fields)
    {
        var cleaned = fields.Select(static field => (Label: Cells.Clean(field.Label), field.Value)).ToList();
        var width = cleaned.Select(static field => Cells.Width(field.Label)).DefaultIfEmpty(0).Max();
        foreach (var (label, value) in cleaned)
        {
            var title = $"  {Cells.Fit(label, width, alignRight: false, "")}  ";
            foreach (var line in console.Wrapped(value, title.Length))
            {
                console.WriteLine(console.Line().Add(title, Dim).Add(line));
                title = new string(' ', title.Length);
            }
        }
    }

    /// <summary>Text that may be long and many lines: indented, and wrapped where the console ends.</summary>
    public static void WriteIndented(this IAnsiConsole console, string text)
    {
        foreach (var line in text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            foreach (var part in console.Wrapped(line, indent: 2)) console.WriteLine(console.Line().Add($"  {part}"));
        }
    }

    private static IReadOnlyList<string> Wrapped(this IAnsiConsole console, string text, int indent) => Cells.Wrap(
        Cells.Clean(text), Math.Max(WrapWidthMin, console.Profile.Width - indent), LinesMax,
        console.Symbols().Ellipsis);
}
