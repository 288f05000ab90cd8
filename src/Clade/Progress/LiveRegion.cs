using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Clade.Display;

/// <summary>The last lines of a terminal, redrawn in place, with other output scrolling by above them.</summary>
/// <remarks>
/// Each change is one write that hides the cursor first and shows it last: wherever the process is killed, the cursor
/// is there, below the frame. Terminals that know synchronized updates show each change as a whole. A thread that
/// prints comes here with the console's lock held; so nothing that is done under this lock may ask for that one.
/// </remarks>
internal sealed class LiveRegion
{
    private const string Begin = "\e[?2026h\e[?25l\r";
    private const string End = "\e[?25h\e[?2026l";
    private const string EraseLine = "\e[K";

    private readonly TextWriter _output;
    private readonly ColorSystemSupport _colors;
    private readonly Lock _lock = new();
    private string[] _lines = [];
    private int _width = 1;
    private bool _isClosed;

    /// <summary>Takes over the lines from the cursor on.</summary>
    /// <param name="output">The terminal: each write reaches it as a whole.</param>
    /// <param name="colors">What it can show.</param>
    public LiveRegion(TextWriter output, ColorSystemSupport colors)
    {
        _output = output;
        _colors = colors;
    }

    /// <summary>Replaces the frame.</summary>
    /// <param name="frame">The new one.</param>
    /// <param name="width">The terminal's width by now.</param>
    public void Draw(Frame frame, int width)
    {
        // Rendered before the lock is taken: Spectre asks the console for this and that.
        var lines = Render(frame);
        lock (_lock) Replace(lines, width);
    }

    /// <summary>Lets whole lines scroll by above the frame.</summary>
    /// <param name="lines">The lines, each with its line end; escape codes go through.</param>
    public void WriteAbove(string lines)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                _output.Write(lines);
                return;
            }

            var text = new StringBuilder(Begin);
            Erase(text, MoveToTop(text));
            text.Append(lines.ReplaceLineEndings("\r\n"));
            AppendFrame(text);
            Send(text);
        }
    }

    /// <summary>Replaces the frame by lines that stay, and gives the terminal back.</summary>
    /// <param name="last">The lines; the terminal may wrap them.</param>
    /// <param name="width">The terminal's width by now.</param>
    public void Close(Frame last, int width)
    {
        var lines = Render(last);
        lock (_lock)
        {
            Replace(lines, width);
            _isClosed = true;
        }
    }

    /// <summary>Gives the terminal back; the frame stays as it is.</summary>
    public void Close()
    {
        lock (_lock) _isClosed = true;
    }

    private void Replace(string[] lines, int width)
    {
        if (_isClosed) return;

        _width = Math.Max(1, width);
        var text = new StringBuilder(Begin);
        var rows = MoveToTop(text);
        _lines = lines;
        AppendFrame(text);
        Erase(text, rows - _lines.Length);
        Send(text);
    }

    private int MoveToTop(StringBuilder text)
    {
        // After the window became narrower, the terminal has broken the old lines into several.
        var rows = _lines.Sum(line => Math.Max(1, (Cells.Width(WithoutCodes(line)) + _width - 1) / _width));
        MoveUp(text, rows);
        return rows;
    }

    // Line by line: erasing all from the top of the screen at once makes some terminals keep a copy of the old frame in
    // their history.
    private static void Erase(StringBuilder text, int rows)
    {
        for (var row = 0; row < rows; row++) text.Append(EraseLine).Append("\r\n");
        MoveUp(text, rows);
    }

    private static void MoveUp(StringBuilder text, int rows)
    {
        if (rows > 0) text.Append(CultureInfo.InvariantCulture, $"\e[{rows}A");
    }

    private void AppendFrame(StringBuilder text)
    {
        foreach (var line in _lines) text.Append(line).Append(EraseLine).Append("\r\n");
    }

    private void Send(StringBuilder text) => _output.Write(text.Append(End).ToString());

    private string[] Render(Frame frame)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = _colors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = int.MaxValue;
        console.Write(frame);
        return writer.ToString().ReplaceLineEndings("\n").Split('\n')[..frame.Height];
    }

    // The frame's own lines hold no other codes than colours, which end in 'm'.
    private static string WithoutCodes(string line)
    {
        var text = new StringBuilder();
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\e') i = line.IndexOf('m', i);
            else text.Append(line[i]);
        }

        return text.ToString().TrimEnd();
    }
}
