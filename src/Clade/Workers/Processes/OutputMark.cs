using System.Text;

namespace Clade.Workers;

/// <summary>
/// A line that a worker writes into its own output to say where one trial's output ends and the next one's begins. A
/// message over the channel could not: it overtakes what is still in the pipes.
/// </summary>
internal static class OutputMark
{
    // The record separator of ASCII does not occur in text. Short enough that the whole line is written in one piece,
    // whoever else writes into the same pipe (PIPE_BUF is 512 at least).
    internal const int TagBytesMax = 200;

    internal static ReadOnlySpan<byte> Prefix => "\u001eclade-mark "u8;

    /// <summary>Called in the worker: everything printed so far comes before the mark.</summary>
    public static void Write(string tag)
    {
        Console.Out.Flush();
        Console.Error.Flush();

        // Native code prints through buffers of the C library, which keeps them full while output is a pipe.
        if (!OperatingSystem.IsWindows()) _ = Libc.FlushStream(0);

        WriteBytes(Console.OpenStandardOutput(), tag);
        WriteBytes(Console.OpenStandardError(), tag);
    }

    internal static byte[] LineOf(string tag)
    {
        byte[] line = [.. Prefix, .. Encoding.UTF8.GetBytes(tag), (byte)'\n'];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(line.Length, Prefix.Length + TagBytesMax, nameof(tag));
        return line;
    }

    private static void WriteBytes(Stream stream, string tag)
    {
        using (stream) stream.Write(LineOf(tag));
    }
}
