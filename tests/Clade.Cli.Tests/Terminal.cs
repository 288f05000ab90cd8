using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Clade.Cli.Tests;

/// <summary>An output of <c>clade</c> that is a terminal of some width, or a pipe.</summary>
internal sealed class Terminal(int width, bool isTerminal) : IAnsiConsoleOutput
{
    private readonly StringBuilder _text = new();

    public TextWriter Writer => field ??= new StringWriter(_text, CultureInfo.InvariantCulture);

    public bool IsTerminal => isTerminal;

    public int Width => width;

    public int Height => 24;

    public string Text => _text.ToString();

    public void SetEncoding(Encoding encoding)
    {
    }
}
