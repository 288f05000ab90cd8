using System.Globalization;
using System.Text;
using Spectre.Console.Rendering;

namespace Clade.Display;

/// <summary>Text measured in terminal cells: some signs take two, some none.</summary>
internal static class Cells
{
    /// <summary>The text on one line, without anything that would move a cursor.</summary>
    public static string Clean(string text) => text.Any(char.IsControl)
        ? string.Join(' ', text.Split((char[])['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)
            .Select(static part => string.Concat(part.Where(static c => !char.IsControl(c))).Trim()))
        : text;

    public static int Width(string text) =>
        text.All(static c => c is >= ' ' and < '\u0300') ? text.Length : new Segment(text).CellCount();

    /// <summary>The text, cut to a width and marked as cut.</summary>
    public static string Truncate(string text, int width, string ellipsis)
    {
        if (Width(text) <= width) return text;

        var mark = Width(ellipsis) <= width ? ellipsis : "";
        return Prefix(text, width - Width(mark)) + mark;
    }

    /// <summary>The text, cut or filled with spaces to exactly a width.</summary>
    public static string Fit(string text, int width, bool alignRight, string ellipsis)
    {
        var cut = Truncate(text, width, ellipsis);
        var spaces = new string(' ', width - Width(cut));
        return alignRight ? spaces + cut : cut + spaces;
    }

    /// <summary>The text on several lines, broken at spaces where possible, and cut after the last.</summary>
    public static IReadOnlyList<string> Wrap(string text, int width, int linesMax, string ellipsis)
    {
        var lines = new List<string>();
        var rest = text;
        while (rest.Length > 0 && lines.Count < linesMax - 1 && Width(rest) > width)
        {
            var head = Prefix(rest, width);
            if (head.Length == 0) break;

            var space = rest.LastIndexOf(' ', head.Length);
            var length = space > 0 ? space : head.Length;
            lines.Add(rest[..length]);
            rest = rest[length..].TrimStart(' ');
        }

        lines.Add(Truncate(rest, width, ellipsis));
        return lines;
    }

    // By grapheme: half a surrogate pair or a lone combining mark would be worse than a shorter line.
    private static string Prefix(string text, int width)
    {
        var prefix = new StringBuilder();
        var elements = StringInfo.GetTextElementEnumerator(text);
        for (var used = 0; elements.MoveNext();)
        {
            var element = elements.GetTextElement();
            used += Width(element);
            if (used > width) break;
            prefix.Append(element);
        }

        return prefix.ToString();
    }
}
