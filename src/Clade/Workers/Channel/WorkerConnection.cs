using System.Net.Sockets;
using Clade.Experiments;
using Clade.Trials;

namespace Clade.Workers.Channel;

/// <summary>The driver's side of the channel to one worker.</summary>
internal sealed class WorkerConnection(
    WorkerProcess process, WorkerSocket socket, string devices, ProcessHostOptions options) : IDisposable
{
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private StartAttempt? _serving;
    private TrialLog? _log;
    private string? _reasonOfEnd;
    private bool _isOver;

    /// <summary>The attempt is over, whether the worker said so or died.</summary>
    public event Action<WorkerConnection, StartAttempt, ExperimentEvent>? Ended;

    /// <summary>Something else happened that concerns the attempt.</summary>
    public event Action<ExperimentEvent>? Posted;

    /// <summary>What the process may use; the same for all attempts that it serves.</summary>
    public string Devices { get; } = devices;

    public bool IsAlive
    {
        get
        {
            lock (_lock) return !_isOver;
        }
    }

    public void Listen() =>
        new Thread(ReadToEnd) { IsBackground = true, Name = "Clade worker channel" }.Start();

    public void Serve(StartAttempt command)
    {
        var log = new TrialLog(options.Folder.CreateTrialFolder(command.Trial), options.LogBytesMax);
        var mark = $"{command.Trial}.{command.Attempt}";
        TrialLog? before;
        bool isOver;
        lock (_lock)
        {
            (before, _log, _serving, isOver) = (_log, log, command, _isOver);
        }

        // The log before gets everything up to the mark, and is closed then.
        _ = process.SwitchOutputAt(mark, log.Sinks).ContinueWith(_ => before?.Dispose(), TaskScheduler.Default);
        if (isOver)
        {
            End(Lost(command));
            return;
        }

        Send(new StartMessage(
            command.Trial, command.Attempt, options.Function.ToText(), options.Folder.CheckpointsPath, command.Config,
            command.Checkpoint, command.Iteration, command.TrialTime, command.Seed, command.LearningRateFactor,
            command.Allocation.Cpus, command.Allocation.Gpus, mark));
    }

    /// <summary>Says something to the worker. A worker that is gone misses it: its end is noticed elsewhere.</summary>
    public void Send(DriverMessage message)
    {
        try
        {
            socket.Send(ChannelJson.Write(message));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // See above.
        }
    }

    public void Kill(string reason)
    {
        lock (_lock) _reasonOfEnd ??= reason;
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
        catch (Exception e)
        {
            Kill($"it broke the protocol of the channel: {e.Message}");
        }

        _ = EndAsync();
    }

    private async Task EndAsync()
    {
        var exit = await ExitAsync().ConfigureAwait(false);
        StartAttempt? serving;
        lock (_lock)
        {
            _isOver = true;
            _reasonOfEnd = _reasonOfEnd is null ? $"the worker {exit}" : $"the worker was ended: {_reasonOfEnd}";
            serving = _serving;
        }

        if (serving is not null) End(Lost(serving));
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
        StartAttempt? serving;
        lock (_lock) serving = _serving;
        if (serving is null) throw new InvalidDataException("It spoke though it serves no trial.");

        var time = options.Clock.GetUtcNow();
        switch (message)
        {
            case StartedMessage m when IsAbout(serving, m.Trial, m.Attempt):
                Posted?.Invoke(new AttemptStarted(time, m.Trial, m.Attempt, m.Config));
                break;
            case ReportMessage m when IsAbout(serving, m.Trial, m.Attempt):
                Posted?.Invoke(new Reported(time, m.Trial, m.Attempt, m.Sequence, m.Metrics, m.CanSave));
                break;
            case SavedMessage m when IsAbout(serving, m.Trial, m.Attempt):
                Posted?.Invoke(new CheckpointSaved(time, m.Trial, m.Attempt, m.Sequence, m.Bytes));
                break;
            case EndedMessage m when IsAbout(serving, m.Trial, m.Attempt):
                End(AttemptEvents.Of(new AttemptResult(m.Outcome, m.Error, m.Damage), serving, time));
                break;
            default:
                throw new InvalidDataException($"'{message.GetType().Name}' is not about the attempt that it serves.");
        }
    }

    private static bool IsAbout(StartAttempt serving, TrialId trial, int attempt) =>
        serving.Trial == trial && serving.Attempt == attempt;

    private void End(ExperimentEvent ended)
    {
        StartAttempt? serving;
        lock (_lock) (serving, _serving) = (_serving, null);
        if (serving is not null) Ended?.Invoke(this, serving, ended);
    }

    private AttemptEnded Lost(StartAttempt command) => new(
        options.Clock.GetUtcNow(), command.Trial, command.Attempt, AttemptOutcome.Lost,
        new TrialError(TrialError.WorkerLost, _reasonOfEnd ?? "the worker was lost"));
}
