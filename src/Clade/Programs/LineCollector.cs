using System.Text;

namespace Clade.Programs;

/// <summary>Makes lines of bytes as they come. A carriage return ends one too: progress bars use it.</summary>
/// <remarks>What goes beyond a limit is dropped up to the line's end, and the line with it.</remarks>
internal sealed class LineCollector(Action<string> take)
{
    /// <summary>The longest line that is looked at: 64 KiB, as much as a report may have.</summary>
    public const int LineBytesMax = 64 << 10;

    private readonly byte[] _line = new byte[LineBytesMax];
    private int _length;
    private bool _isTooLong;

    /// <summary>How many lines were too long.</summary>
    public long TooLong { get; private set; }

    /// <param name="bytes">The next bytes; none at the end.</param>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) EndLine();
        while (bytes.IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var end)
        {
            Append(bytes[..end]);
            EndLine();
            bytes = bytes[(end + 1)..];
        }

        Append(bytes);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        _isTooLong |= _length + bytes.Length > LineBytesMax;
        if (_isTooLong) return;

        bytes.CopyTo(_line.AsSpan(_length));
        _length += bytes.Length;
    }

    private void EndLine()
    {
        if (_isTooLong) TooLong++;
        else if (_length > 0) take(Encoding.UTF8.GetString(_line.AsSpan(0, _length)));

        (_length, _isTooLong) = (0, false);
    }
}
