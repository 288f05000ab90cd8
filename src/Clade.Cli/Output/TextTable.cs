using System.Collections.Immutable;
using Clade.Display;
using Spectre.Console;

namespace Clade.Cli.Output;

/// <summary>A table without lines: columns that don't fit are left out from the right, and counted.</summary>
internal sealed class TextTable
{
    private const string Gap = "  ";

    /// <summary>Wider cells are cut, unless the console has no limit.</summary>
    private const int CellWidthMax = 48;

    private readonly List<Column> _columns = [];

    private sealed record Column(string Title, ImmutableArray<StyledText> Texts, bool AlignRight, bool IsOptional)
    {
        public int Width { get; } =
            Texts.Select(static text => Cells.Width(text.Text)).Append(Cells.Width(Title)).Max();
    }

    /// <summary>A column of texts.</summary>
    public TextTable Add(string title, IEnumerable<string> texts) =>
        Add(title, texts.Select(static text => (text, Style.Plain)), alignRight: false);

    /// <summary>A column of numbers.</summary>
    public TextTable AddNumbers(string title, IEnumerable<string> texts) =>
        Add(title, texts.Select(static text => (text, Style.Plain)), alignRight: true);

    /// <summary>A column whose cells have styles.</summary>
    public TextTable AddStyled(string title, IEnumerable<(string Text, Style Style)> texts) =>
        Add(title, texts, alignRight: false);

    /// <summary>A column that may be left out where there is no room.</summary>
    public TextTable AddOptional(string title, IEnumerable<string> texts) =>
        Add(title, texts.Select(static text => (text, Style.Plain)), alignRight: false, isOptional: true);

    public void WriteTo(IAnsiConsole console)
    {
        var ellipsis = console.Symbols().Ellipsis;
        var shown = WhatFits(console.Profile.Width);
        var head = console.Line();
        foreach (var column in shown) AddCell(head, column, column.Title, ConsoleLines.Dim, shown, ellipsis);
        if (shown.Count < _columns.Count)
        {
            head.Add(ProgressText.Invariant($"{Gap}+{_columns.Count - shown.Count}"), ConsoleLines.Dim);
        }

        console.WriteLine(head);
        for (var row = 0; row < _columns[0].Texts.Length; row++)
        {
            var line = console.Line();
            foreach (var column in shown)
            {
                AddCell(line, column, column.Texts[row].Text, column.Texts[row].Style, shown, ellipsis);
            }

            console.WriteLine(line);
        }
    }

    private static void AddCell(
        FrameLine line, Column column, string text, Style style, List<Column> shown, string ellipsis)
    {
        if (column != shown[0]) line.Add(Gap);

        // Spaces at the end of a line help nobody.
        var isLast = column == shown[^1] && !column.AlignRight;
        line.Add(isLast ? text : Cells.Fit(text, WidthOf(column), column.AlignRight, ellipsis), style);
    }

    private static int WidthOf(Column column) => Math.Min(column.Width, CellWidthMax);

    private List<Column> WhatFits(int width)
    {
        // Room for the number of columns that are not shown.
        var left = width - _columns.Where(static column => !column.IsOptional).Sum(static c => WidthOf(c) + Gap.Length);
        left += Gap.Length;
        var optional = _columns.Where(static column => column.IsOptional).ToList();
        if (optional.Sum(static column => WidthOf(column) + Gap.Length) > left) left -= "  +99".Length;

        var shown = new List<Column>();
        foreach (var column in _columns)
        {
            if (column.IsOptional)
            {
                left -= WidthOf(column) + Gap.Length;
                if (left < 0) continue;
            }

            shown.Add(column);
        }

        return shown;
    }

    private TextTable Add(
        string title, IEnumerable<(string Text, Style Style)> texts, bool alignRight, bool isOptional = false)
    {
        _columns.Add(new Column(
            Cells.Clean(title), [.. texts.Select(static t => new StyledText(Cells.Clean(t.Text), t.Style))], alignRight,
            isOptional));
        return this;
    }
}
