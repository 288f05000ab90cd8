using System.Text;

namespace Clade.Workers;

/// <summary>
/// Carries one output stream of a worker to its sink, and changes the sink where the worker set a mark.
/// </summary>
internal sealed class OutputPump
{
    private const int BufferBytes = 32 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<(string Tag, OutputSink Next, TaskCompletionSource Passed)> _switches = [];
    private readonly Stream _source;
    private OutputSink _sink;
    private bool _hasEnded;

    public OutputPump(Stream source, OutputSink sink)
    {
        (_source, _sink) = (source, sink);
        Ended = PumpAsync();
    }

    /// <summary>Completes when the stream has ended and its last byte is in the sink. Never fails.</summary>
    public Task Ended { get; }

    /// <summary>
    /// From the mark on, output goes to <paramref name="next"/>. Ask before the worker is told to write the mark.
    /// </summary>
    /// <returns>Completes when the mark has passed, or the stream has ended without it.</returns>
    public Task SwitchAt(string tag, OutputSink next)
    {
        lock (_lock)
        {
            if (_hasEnded) return Task.CompletedTask;

            var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _switches.Enqueue((tag, next, passed));
            return passed.Task;
        }
    }

    private async Task PumpAsync()
    {
        var buffer = new byte[BufferBytes];
        var held = 0;
        try
        {
            while (await _source.ReadAsync(buffer.AsMemory(held)).ConfigureAwait(false) is > 0 and var read)
            {
                var rest = Take(buffer.AsSpan(0, held + read));
                held = rest.Length;
                rest.CopyTo(buffer);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The stream was closed on this side: nobody waits for the rest.
        }

        if (held > 0) _sink(buffer.AsSpan(0, held));
        End();
    }

    // Hands on everything up to what may be the start of a mark, and returns that.
    private ReadOnlySpan<byte> Take(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            var start = IndexOfMark(bytes);
            if (start > 0) _sink(bytes[..start]);

            bytes = bytes[start..];
            var candidate = bytes[..Math.Min(bytes.Length, OutputMark.Prefix.Length + OutputMark.TagBytesMax)];
            var end = candidate.IndexOf((byte)'\n');
            if (bytes.Length < OutputMark.Prefix.Length || (end < 0 && candidate.Length == bytes.Length)) return bytes;

            if (end >= 0)
            {
                Pass(Encoding.UTF8.GetString(bytes[OutputMark.Prefix.Length..end]));
                bytes = bytes[(end + 1)..];
            }
            else
            {
                // Only looks like a mark.
                _sink(bytes[..1]);
                bytes = bytes[1..];
            }
        }
    }

    // Where a whole prefix stands, or a beginning of one at the very end; else the length.
    private static int IndexOfMark(ReadOnlySpan<byte> bytes)
    {
        var prefix = OutputMark.Prefix;
        var whole = bytes.IndexOf(prefix);
        if (whole >= 0) return whole;

        for (var length = Math.Min(prefix.Length - 1, bytes.Length); length > 0; length--)
        {
            if (bytes.EndsWith(prefix[..length])) return bytes.Length - length;
        }

        return bytes.Length;
    }

    // A switch whose mark did not come (its trial died at once) is overtaken by a later one's.
    private void Pass(string tag)
    {
        lock (_lock)
        {
            if (!_switches.Any(s => s.Tag == tag)) return;

            while (_switches.TryDequeue(out var next))
            {
                _sink = next.Next;
                next.Passed.SetResult();
                if (next.Tag == tag) return;
            }
        }
    }

    private void End()
    {
        lock (_lock)
        {
            _hasEnded = true;
            while (_switches.TryDequeue(out var next)) next.Passed.SetResult();
        }
    }
}
