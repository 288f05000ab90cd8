using System.Buffers;
using System.Globalization;
using System.Text;

namespace Clade.Storage;

/// <summary>Builds comma-separated lines: invariant numbers, quoting as in RFC 4180.</summary>
internal sealed class CsvWriter
{
    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(",\"\r\n");

    private readonly StringBuilder _text = new();
    private bool _isInLine;

    public int Length => _text.Length;

    public CsvWriter Add(string? text)
    {
        if (_isInLine) _text.Append(',');
        _isInLine = true;
        if (text is null) return this;
        if (text.AsSpan().IndexOfAny(NeedsQuotes) < 0) _text.Append(text);
        else _text.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        return this;
    }

    public CsvWriter Add(long? number) => Add(number?.ToString(CultureInfo.InvariantCulture));

    public CsvWriter Add(double? number) => Add(number?.ToString("R", CultureInfo.InvariantCulture));

    public CsvWriter Add(bool? yes) => Add(yes switch { true => "true", false => "false", null => null });

    public CsvWriter Add(DateTimeOffset time) => Add(StoreTime.Write(time));

    public CsvWriter AddAll(IEnumerable<string?> texts)
    {
        foreach (var text in texts) Add(text);
        return this;
    }

    /// <summary>Ends the line. RFC 4180 wants CR LF; every reader takes LF, and so do Unix tools.</summary>
    public CsvWriter EndLine()
    {
        _text.Append('\n');
        _isInLine = false;
        return this;
    }

    /// <summary>Takes out what was written so far.</summary>
    public string Take()
    {
        var text = _text.ToString();
        _text.Clear();
        return text;
    }
}
