using System.IO.Pipes;
using Clade.Workers;

namespace Clade.Programs;

/// <summary>Carries one of a program's output streams to this process's own, and lets somebody look at it.</summary>
/// <param name="source">The end of the program's pipe.</param>
/// <param name="target">Where to; nothing is buffered.</param>
/// <param name="look">Sees every byte once it has been passed on; may block, and holds the program up by that.</param>
internal sealed class OutputRelay(PipeStream source, Stream target, Action<ReadOnlySpan<byte>> look) : IDisposable
{
    private const int BufferBytes = 32 * 1024;
    private const int WaitForEver = -1;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _pumping = new();
    private readonly byte[] _buffer = new byte[BufferBytes];
    private bool _hasEnded;

    /// <summary>Completes when nobody can write any more and all is passed on. Fails if looking did.</summary>
    public Task Ended => _ended.Task;

    public void Start(string name) => new Thread(Run) { IsBackground = true, Name = name }.Start();

    /// <summary>Passes on what the program has written so far.</summary>
    public void Drain()
    {
        lock (_pumping) Pump_NeedsLock();
    }

    public void Dispose()
    {
        source.Dispose();
        target.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_hasEnded)
            {
                Poll(WaitForEver);
                Drain();
            }

            _ended.SetResult();
        }
        catch (ObjectDisposedException)
        {
            _ended.SetResult();
        }
        catch (Exception e)
        {
            _ended.SetException(e);
        }
    }

    private void Pump_NeedsLock()
    {
        while (!_hasEnded && Poll(timeoutMilliseconds: 0))
        {
            var bytes = _buffer.AsSpan(0, source.Read(_buffer));
            _hasEnded = bytes.IsEmpty;
            target.Write(bytes);
            look(bytes);
        }
    }

    private bool Poll(int timeoutMilliseconds)
    {
        var poll = new Libc.PollDescriptor
        {
            Descriptor = (int)source.SafePipeHandle.DangerousGetHandle(),
            Events = Libc.PollIn,
        };
        return Libc.Poll(ref poll, 1, timeoutMilliseconds) > 0;
    }
}
