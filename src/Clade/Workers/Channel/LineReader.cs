using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Clade.Workers.Channel;

/// <summary>Reads a socket line by line, up to its end.</summary>
internal static class LineReader
{
    /// <summary>Hands every line on as it comes. A line must not be kept.</summary>
    /// <exception cref="InvalidDataException">A line is longer than <see cref="ChannelJson.LineBytesMax"/>.</exception>
    public static async Task ReadAsync(Socket socket, Action<ReadOnlySpan<byte>> onLine)
    {
        var stream = new NetworkStream(socket, ownsSocket: false);
        await using var _ = stream.ConfigureAwait(false);
        await ReadAsync(stream, onLine).ConfigureAwait(false);
    }

    /// <summary>Hands every line of a stream on as it comes. A line must not be kept.</summary>
    /// <exception cref="InvalidDataException">A line is longer than <see cref="ChannelJson.LineBytesMax"/>.</exception>
    public static async Task ReadAsync(Stream stream, Action<ReadOnlySpan<byte>> onLine)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024));
        while (true)
        {
            var read = await reader.ReadAsync().ConfigureAwait(false);
            var rest = TakeLines(read.Buffer, onLine);
            RequireShort(rest);
            reader.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted) return;
        }
    }

    private static ReadOnlySequence<byte> TakeLines(ReadOnlySequence<byte> buffer, Action<ReadOnlySpan<byte>> onLine)
    {
        while (buffer.PositionOf((byte)'\n') is { } end)
        {
            var line = buffer.Slice(0, end);
            RequireShort(line);
            onLine(line.IsSingleSegment ? line.FirstSpan : line.ToArray());
            buffer = buffer.Slice(buffer.GetPosition(1, end));
        }

        return buffer;
    }

    private static void RequireShort(ReadOnlySequence<byte> line)
    {
        if (line.Length > ChannelJson.LineBytesMax)
        {
            throw new InvalidDataException($"a line is longer than {ChannelJson.LineBytesMax} bytes");
        }
    }
}
