using System.Net.Sockets;
using System.Text.Json;
using Clade.Experiments;
using Clade.Storage;

namespace Clade.Workers.Channel;

/// <summary>The driver's side of the channel to one worker.</summary>
internal sealed class WorkerConnection(
    WorkerProcess process, WorkerSocket socket, string devices, ProcessHostOptions options) : IDisposable
{
    // What a socket takes at least without being read, on every system.
    private const int SocketBufferBytes = 4 * 1024;

    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private AttemptProtocol? _serving;
    private TrialLog? _log;
    private string? _reasonOfEnd;
    private string? _kindOfEnd;
    private int _attemptsBegun;
    private bool _isOver;
    private bool _isAttemptToBlame;

    /// <summary>The attempt is over, whether the worker said so or died.</summary>
    public event Action<WorkerConnection, StartAttempt, ExperimentEvent>? Ended;

    /// <summary>Something else happened that concerns the attempt.</summary>
    public event Action<ExperimentEvent>? Posted;

    /// <summary>A warm worker was gone before it could enter the training function; nobody is to blame.</summary>
    public event Action<WorkerConnection, StartAttempt>? Missed;

    /// <summary>The worker's process.</summary>
    public int ProcessId => process.Id;

    /// <summary>What the process and all that comes of it may take of the memory; 0 for no limit.</summary>
    public long MemoryBytesMax => process.MemoryBytesMax;

    /// <summary>Whether the kernel sees to that.</summary>
    public bool IsKernelsLimit => process.IsKernelsLimit;

    /// <summary>What the process may use; the same for all attempts that it serves.</summary>
    public string Devices { get; } = devices;

    public bool IsAlive
    {
        get
        {
            lock (_lock) return !_isOver && _reasonOfEnd is null;
        }
    }

    public void Listen() =>
        new Thread(ReadToEnd) { IsBackground = true, Name = "Clade worker channel" }.Start();

    public void Serve(StartAttempt command)
    {
        var protocol = new AttemptProtocol(command, ChannelToken.New());
        lock (_lock)
        {
            _serving = protocol;
            _attemptsBegun++;
        }

        var mark = $"{command.Trial}.{command.Attempt}";
        var start = ChannelJson.Write(new StartMessage(
            command.Trial, command.Attempt, protocol.Token, options.Folder.CheckpointsPath, command.Config,
            command.Checkpoint, command.Iteration, command.TrialTime, command.Seed, command.LearningRateFactor,
            command.Allocation.Cpus, command.Allocation.Gpus, mark, command.Restart));
        if (start.Length > ChannelJson.LineBytesMax)
        {
            End(Failed(command, nameof(CladeException),
                $"the trial's configuration is too large: telling a worker takes {start.Length} bytes, and a message " +
                $"has at most {ChannelJson.LineBytesMax}. Put large values into a file, and its name into the " +
                "configuration"));
            return;
        }

        if (!TryOpenLog(command, mark)) return;

        bool isOver;
        lock (_lock) isOver = _isOver;
        if (isOver) EndUnserved(protocol);
        else if (start.Length <= SocketBufferBytes) Send(start);
        // A worker that has stopped reads nothing, and the driver must not wait for it.
        else _ = Task.Run(() => Send(start), CancellationToken.None);
    }

    /// <summary>Tells the worker what its report led to.</summary>
    public void Answer(Answer command)
    {
        AttemptProtocol? serving;
        lock (_lock) serving = _serving;

        // Before it is sent: the worker may reply at once.
        serving?.Answered(command);
        Send(new AnswerMessage(
            command.Trial, command.Attempt, command.Sequence, command.Kind, command.Checkpoint,
            command.LearningRateFactor));
    }

    /// <summary>Says something to the worker. A worker that is gone misses it: its end is noticed elsewhere.</summary>
    public void Send(DriverMessage message) => Send(ChannelJson.Write(message));

    private void Send(ReadOnlySpan<byte> line)
    {
        try
        {
            socket.Send(line);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // See above.
        }
    }

    /// <param name="reason">For people.</param>
    /// <param name="kind">The kind that the error gets; none for that of any lost worker.</param>
    public void Kill(string reason, string? kind = null)
    {
        lock (_lock)
        {
            if (_reasonOfEnd is null) (_reasonOfEnd, _kindOfEnd) = (reason, kind);
            _isAttemptToBlame |= _serving is not null;
        }

        process.Kill();
    }

    public void Dispose()
    {
        socket.Dispose();
        _log?.Dispose();
    }

    private void ReadToEnd()
    {
        try
        {
            while (socket.Reader.TryRead(out var line)) OnLine(line);
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // The worker's end is what is reported, not how the socket noticed it.
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            Kill($"it broke the protocol of the channel: {e.Message}");
        }
        catch (Exception e)
        {
            // Not the worker's fault, but nobody hears it any more.
            Kill($"what it said could not be worked on: {e.Message}");
        }

        _ = EndAsync();
    }

    private async Task EndAsync()
    {
        var exit = await ExitAsync().ConfigureAwait(false);
        AttemptProtocol? serving;
        lock (_lock)
        {
            _isOver = true;
            if (_reasonOfEnd is null && exit.HasExceededMemory) _kindOfEnd = TrialError.MemoryExceeded;
            _reasonOfEnd = _reasonOfEnd is null ? $"the worker {exit}" : $"the worker was ended: {_reasonOfEnd}";
            serving = _serving;
        }

        if (serving is not null) EndUnserved(serving);
        Dispose();
    }

    // A worker that closed its channel is about to end. One that does not is of no use to anybody.
    private async Task<WorkerExit> ExitAsync()
    {
        try
        {
            return await process.Exited.WaitAsync(ExitTimeout, options.Clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Kill("it closed its channel and did not end");
            return await process.Exited.ConfigureAwait(false);
        }
    }

    private void OnLine(ReadOnlySpan<byte> line)
    {
        var message = ChannelJson.ReadWorkerMessage(line);
        AttemptProtocol? serving;
        lock (_lock) serving = _serving;
        if (serving is null) throw new InvalidDataException("it spoke though it serves no trial");

        if (serving.Take(message, line.Length, options.Clock.GetUtcNow()) is not { } happened) return;
        if (serving.IsOver) End(happened);
        else Posted?.Invoke(happened);
    }

    private bool TryOpenLog(StartAttempt command, string mark)
    {
        TrialLog log;
        try
        {
            log = new TrialLog(options.Folder.CreateTrialFolder(command.Trial), options.LogBytesMax);
        }
        catch (Exception e) when (e is StoreException || StoreFailure.IsSystemFailure(e))
        {
            End(Failed(command, e.GetType().FullName!, $"the trial's log files can't be written: {e.Message}"));
            return false;
        }

        TrialLog? before;
        lock (_lock) (before, _log) = (_log, log);

        // The log before gets everything up to the mark, and is closed then.
        _ = process.SwitchOutputAt(mark, log.Sinks).ContinueWith(_ => before?.Dispose(), TaskScheduler.Default);
        return true;
    }

    // A warm worker may die while nobody looks. The attempt that finds out has not begun, so another worker can have
    // it; one that was ended for what it said, or died in its first attempt, would only do so again.
    private void EndUnserved(AttemptProtocol protocol)
    {
        bool isMissed;
        lock (_lock)
        {
            if (_serving != protocol) return;

            isMissed = _attemptsBegun > 1 && !protocol.HasStarted && !_isAttemptToBlame;
            if (isMissed) _serving = null;
        }

        if (isMissed) Missed?.Invoke(this, protocol.Attempt);
        else End(Lost(protocol.Attempt));
    }

    private void End(ExperimentEvent ended)
    {
        AttemptProtocol? serving;
        lock (_lock) (serving, _serving) = (_serving, null);
        if (serving is not null) Ended?.Invoke(this, serving.Attempt, ended);
    }

    private AttemptEnded Lost(StartAttempt command) => Ending(
        command, AttemptOutcome.Lost, _kindOfEnd ?? TrialError.WorkerLost, _reasonOfEnd ?? "the worker was lost");

    private AttemptEnded Failed(StartAttempt command, string kind, string message) =>
        Ending(command, AttemptOutcome.Failed, kind, message);

    private AttemptEnded Ending(StartAttempt command, AttemptOutcome outcome, string kind, string message) => new(
        options.Clock.GetUtcNow(), command.Trial, command.Attempt, outcome, new TrialError(kind, message));
}
