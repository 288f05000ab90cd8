using System.Text;

namespace Clade.Programs;

/// <summary>The last of what a program printed, for the error that names its end. Thread-safe.</summary>
internal sealed class OutputTail
{
    private const int BytesMax = 8 << 10;
    private const int LinesMax = 20;

    private readonly Lock _lock = new();
    private byte[] _bytes = [];

    public void Take(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            byte[] all = [.. _bytes, .. bytes[Math.Max(0, bytes.Length - BytesMax)..]];
            _bytes = all[Math.Max(0, all.Length - BytesMax)..];
        }
    }

    /// <summary>The last lines; empty if there are none.</summary>
    public string Text
    {
        get
        {
            lock (_lock)
            {
                var lines = Encoding.UTF8.GetString(_bytes).TrimEnd().Split('\n');
                return string.Join('\n', lines[Math.Max(0, lines.Length - LinesMax)..]);
            }
        }
    }
}
