using System.Text;

namespace Clade.Display;

/// <summary>Stands in for the console's writer while a frame is shown: whole lines go above the frame.</summary>
/// <param name="write">Takes whole lines, each with its line end.</param>
internal sealed class CapturedWriter(Action<string> write) : TextWriter
{
    // A line that never ends must not grow for ever.
    private const int LineMax = 64 * 1024;

    private readonly StringBuilder _line = new();
    private readonly Lock _lock = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void WriteLine(string? value) => Write($"{value}{NewLine}".AsSpan());

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_lock)
        {
            var end = buffer.LastIndexOf('\n') + 1;
            _line.Append(buffer[..end]);
            if (end > 0) Release();

            _line.Append(buffer[end..]);
            if (_line.Length > LineMax) WriteRest();
        }
    }

    /// <summary>Writes what has no line end yet, with one.</summary>
    public void WriteRest()
    {
        lock (_lock)
        {
            if (_line.Length == 0) return;
            _line.Append('\n');
            Release();
        }
    }

    private void Release()
    {
        var lines = _line.ToString();
        _line.Clear();
        write(lines);
    }
}
