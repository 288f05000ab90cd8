using YamlDotNet.Core;

namespace Clade.Cli.TuneFiles;

/// <summary>Says what the parser of YAML refused, and what to write instead.</summary>
internal static class YamlSyntax
{
    public static Mistake MistakeOf(YamlException e, string text, string source)
    {
        var (line, column) = ((int)e.Start.Line, (int)e.Start.Column);
        var lines = text.Split('\n');
        if (TabIn(lines, line, e.Message.Contains("tab", StringComparison.Ordinal)) is { } tab)
        {
            return new Mistake(
                new Place(source, tab.Line, tab.Column),
                "A tab indents this line, and YAML allows only spaces. Replace it by spaces.");
        }

        // At the end of the file the parser stands on a line that is not there.
        var (shownLine, shownColumn) = line > lines.Length ? (lines.Length, lines[^1].Length + 1) : (line, column);
        return new Mistake(
            new Place(source, Math.Max(1, shownLine), Math.Max(1, shownColumn)),
            $"This is no YAML: {Reason(e)} {Remedy(e, LineAt(lines, shownLine))}");
    }

    // The parser may name the line where the mapping begins in which the tab stands.
    private static (int Line, int Column)? TabIn(string[] lines, int near, bool isSure)
    {
        for (var i = Math.Max(0, near - 1); (i <= near || isSure) && i < lines.Length; i++)
        {
            var indent = lines[i].Length - lines[i].TrimStart(' ', '\t').Length;
            if (lines[i].IndexOf('\t') is >= 0 and var at && at < indent) return (i + 1, at + 1);
        }

        return null;
    }

    private static string Reason(YamlException e)
    {
        var message = e.Message.TrimEnd('.');
        return message.Length == 0
            ? "the parser gives no reason."
            : $"{char.ToLowerInvariant(message[0])}{message[1..]}.";
    }

    private static string Remedy(YamlException e, string line) => e.Message switch
    {
        _ when line.Contains("${", StringComparison.Ordinal) =>
            "Within [ ] put a macro into quotes: \"${lr}\".",
        var m when m.Contains("cannot start any token", StringComparison.Ordinal) =>
            "Put a text that begins with a special character into quotes.",
        var m when m.Contains("invalid mapping", StringComparison.Ordinal) =>
            "A text with ': ' in it is put into quotes; and keys of one mapping are indented alike.",
        var m when m.Contains("quoted scalar", StringComparison.Ordinal) =>
            "Close the quotes; within double quotes write \\\\ for a backslash, or use single quotes.",
        var m when m.Contains("flow", StringComparison.Ordinal)
            || m.Contains("node content", StringComparison.Ordinal) =>
            "Close every '[' and '{', and put commas between what they hold.",
        var m when m.Contains("block", StringComparison.Ordinal) =>
            "Indent what belongs together alike, and don't mix '- ' lines with 'key: ' lines.",
        _ => "Check this line and the one before it.",
    };

    private static string LineAt(string[] lines, int line) =>
        line >= 1 && line <= lines.Length ? lines[line - 1] : "";
}
