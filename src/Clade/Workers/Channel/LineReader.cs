namespace Clade.Workers.Channel;

/// <summary>Reads a socket line by line. Of one thread at a time, which it blocks.</summary>
/// <remarks>
/// Blocking on purpose: the thread that needs the line is woken by the system itself. An asynchronous read wakes two
/// others first, and at 20,000 reports a second waking threads is most of what a report costs.
/// </remarks>
/// <param name="receive">Where the bytes come from: a socket's <c>Receive</c>. 0 is the end.</param>
internal sealed class LineReader(LineReader.Source receive)
{
    /// <summary>Waits for bytes, and says how many came.</summary>
    public delegate int Source(Span<byte> buffer);

    private byte[] _buffer = new byte[4 * 1024];
    private int _start;
    private int _end;

    /// <summary>The longest line that is read.</summary>
    public int LineBytesMax { get; set; } = ChannelJson.LineBytesMax;

    /// <summary>Waits for the next line.</summary>
    /// <param name="line">The line, without its end; valid until the next call.</param>
    /// <returns>Whether there is one; false at the end of the stream, a line that was cut off there included.</returns>
    /// <exception cref="InvalidDataException">A line is longer than <see cref="LineBytesMax"/>.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        var searched = _start;
        while (true)
        {
            var length = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = _buffer.AsSpan(_start, searched + length - _start);
                RequireShort(line.Length);
                _start = searched + length + 1;
                return true;
            }

            RequireShort(_end - _start);
            MakeRoom();
            searched = _end;
            var read = receive(_buffer.AsSpan(_end));
            if (read == 0)
            {
                line = default;
                return false;
            }

            _end += read;
        }
    }

    private void RequireShort(int length)
    {
        if (length > LineBytesMax)
        {
            throw new InvalidDataException($"a line is longer than {LineBytesMax} bytes");
        }
    }

    private void MakeRoom()
    {
        var pending = _buffer.AsSpan(_start, _end - _start);
        var isFull = pending.Length > _buffer.Length / 2;
        var buffer = isFull ? new byte[_buffer.Length * 2] : _buffer;
        pending.CopyTo(buffer);
        (_buffer, _start, _end) = (buffer, 0, pending.Length);
    }
}
