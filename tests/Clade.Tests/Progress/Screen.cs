using System.Text;

namespace Clade.Tests.Display;

/// <summary>A terminal with a history: enough of one to see what is left after lines were redrawn.</summary>
internal sealed class Screen(int width, int height) : TextWriter
{
    private readonly List<StringBuilder> _rows = [.. Enumerable.Range(0, height).Select(_ => new StringBuilder())];
    private int _row;
    private int _column;

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Called with each write.</summary>
    public Action<string>? Wrote { get; set; }

    /// <summary>Lines that scrolled out at the top.</summary>
    public List<string> History { get; } = [];

    public bool CursorIsVisible { get; private set; } = true;

    /// <summary>How many writes there were, each of which a kill may follow.</summary>
    public int Writes { get; private set; }

    /// <summary>Whether some write ended with the cursor hidden.</summary>
    public bool LeftCursorHidden { get; private set; }

    /// <summary>The lines on the screen down to the last one with text.</summary>
    public string[] Lines =>
        [.. _rows.Select(r => r.ToString().TrimEnd()).Reverse().SkipWhile(static r => r.Length == 0).Reverse()];

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        Writes++;
        Wrote?.Invoke(value!);
        for (var i = 0; i < value!.Length;) i = value[i] == '\e' ? Escape(value, i) : Put(value, i);
        LeftCursorHidden |= !CursorIsVisible;
    }

    private int Put(string text, int index)
    {
        switch (text[index])
        {
            case '\r':
                _column = 0;
                break;
            case '\n':
                Down();
                break;
            default:
                if (_column == width)
                {
                    _column = 0;
                    Down();
                }

                var row = _rows[_row];
                if (row.Length <= _column) row.Append(' ', _column + 1 - row.Length);
                row[_column++] = text[index];
                break;
        }

        return index + 1;
    }

    private void Down()
    {
        if (_row < height - 1)
        {
            _row++;
            return;
        }

        History.Add(_rows[0].ToString().TrimEnd());
        _rows.RemoveAt(0);
        _rows.Add(new StringBuilder());
    }

    private int Escape(string text, int index)
    {
        var end = index + 2;
        while (!char.IsAsciiLetter(text[end])) end++;
        var argument = text[(index + 2)..end];
        switch (text[end])
        {
            case 'A':
                _row = Math.Max(0, _row - int.Parse(argument, provider: null));
                break;
            case 'K':
                EraseFrom(_row, Math.Min(_column, width - 1));
                break;
            case 'h' or 'l' when argument == "?25":
                CursorIsVisible = text[end] == 'h';
                break;
            case 'm' or 'h' or 'l':
                break;
            default:
                Assert.Fail($"The screen does not know {text[(index + 1)..(end + 1)]}.");
                break;
        }

        return end + 1;
    }

    private void EraseFrom(int row, int column)
    {
        if (_rows[row].Length > column) _rows[row].Length = column;
    }
}
