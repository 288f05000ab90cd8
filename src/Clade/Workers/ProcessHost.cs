using System.Collections.Immutable;
using Clade.Experiments;
using Clade.Storage;
using Clade.Workers.Channel;

namespace Clade.Workers;

/// <summary>Runs every attempt in a worker process, and keeps processes warm for the next attempt.</summary>
internal sealed class ProcessHost : ITrialHost
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(TrialId, int), WorkerConnection> _busy = [];
    private readonly List<WorkerConnection> _idle = [];

    /// <summary>Attempts whose worker process starts.</summary>
    private readonly HashSet<(TrialId, int)> _starting = [];

    /// <summary>Attempts that are not wanted any more, with the order to end them.</summary>
    private readonly Dictionary<(TrialId, int), KillAttempt> _killed = [];
    private readonly ProcessHostOptions _options;
    private readonly WorkerSpawner _spawner;
    private readonly WorkerListener _listener;
    private readonly Action<ExperimentEvent> _post;
    private readonly ImmutableDictionary<string, string> _values;
    private bool _isClosing;

    private ProcessHost(ProcessHostOptions options, WorkerSpawner spawner, Action<ExperimentEvent> post)
    {
        (_options, _spawner, _post) = (options, spawner, post);
        _listener = new WorkerListener(Path.Combine(spawner.PrivateFolder, "channel"), options.Clock);
        _values = ImmutableDictionary<string, string>.Empty
            .Add(TrainingWorker.SocketName, _listener.Path)
            .Add(options.Training.Name, options.Training.Text);
        if (options.PeakFile is { } file) _values = _values.Add(TrainingWorker.PeakFileName, file);
    }

    public string? PrivateFolder => _spawner.PrivateFolder;

    public IReadOnlyList<string> Limitations =>
        [.. _spawner.Limitations, .. WorkerLimitations.OfMemory(_options.MemoryBytesMax, _spawner.LimitsMemory)];

    /// <exception cref="CladeException">No worker can be started from this program.</exception>
    public static ProcessHost Open(ProcessHostOptions options, Action<ExperimentEvent> post)
    {
        var program = options.SnapshotFolder is { } folder
            ? ProgramSnapshot.Take(folder, options.ExperimentsFolder)
            : ProgramSnapshot.InPlace();
        return new ProcessHost(options, WorkerSpawner.Open(program), post);
    }

    public IReadOnlyList<ServingProcess>? Serving
    {
        get
        {
            lock (_lock)
            {
                return [.. _busy.Select(static pair => new ServingProcess(
                    pair.Key.Item1, pair.Key.Item2, pair.Value.ProcessId, pair.Value.MemoryBytesMax,
                    pair.Value.IsKernelsLimit))];
            }
        }
    }

    public void Start(StartAttempt command)
    {
        var key = DevicesOf(command.Allocation);
        WorkerConnection? worker;
        lock (_lock)
        {
            if (_isClosing) return;

            _idle.RemoveAll(static idle => !idle.IsAlive);
            worker = _idle.LastOrDefault(idle => idle.Devices == key);
            if (worker is not null) _idle.Remove(worker);
            else _starting.Add((command.Trial, command.Attempt));
        }

        if (worker is null) _ = StartWorkerAsync(command, key);
        else Serve(worker, command);
    }

    public void Answer(Answer command) => Find(command.Trial, command.Attempt)?.Answer(command);

    public void Kill(KillAttempt command)
    {
        var attempt = (command.Trial, command.Attempt);
        WorkerConnection? worker;
        lock (_lock)
        {
            worker = _busy.GetValueOrDefault(attempt);
            if (worker is not null || _starting.Contains(attempt)) _killed[attempt] = command;
        }

        worker?.Kill(command.Reason, command.Kind);
    }

    public void RetireIdle()
    {
        List<WorkerConnection> idle;
        lock (_lock)
        {
            idle = [.. _idle];
            _idle.Clear();
        }

        foreach (var worker in idle) worker.Send(new ExitMessage());
    }

    public async ValueTask DisposeAsync()
    {
        List<WorkerConnection> workers;
        lock (_lock)
        {
            _isClosing = true;
            workers = [.. _idle, .. _busy.Values];
        }

        foreach (var worker in workers) worker.Send(new ExitMessage());
        await _spawner.DisposeAsync().ConfigureAwait(false);
        foreach (var worker in workers) worker.Dispose();
        _listener.Dispose();

        RemoveSnapshot();
    }

    // Affinity and visible devices are a process's for life, so only an attempt with the same ones can have it.
    private static string DevicesOf(ResourceAllocation allocation) =>
        $"{string.Join(',', allocation.Cpus)}/{string.Join(',', allocation.Gpus)}";

    private WorkerConnection? Find(TrialId trial, int attempt)
    {
        lock (_lock) return _busy.GetValueOrDefault((trial, attempt));
    }

    // Nobody starts from the copy any more. A resume replaces what is left of it, so that is no reason to hide how the
    // experiment ended.
    private void RemoveSnapshot()
    {
        if (_options.SnapshotFolder is not { } folder) return;

        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            // See above.
        }
    }

    private async Task StartWorkerAsync(StartAttempt command, string devices)
    {
        WorkerProcess? process = null;
        try
        {
            RetireOneIdle();

            // Before the process starts, which may be faster than this thread.
            using var expected = _listener.Expect();
            var startup = new StartupOutput();
            process = await _spawner.StartAsync(Describe(command, expected.Token, startup)).ConfigureAwait(false);
            var socket = await _listener.AcceptAsync(expected, process, startup).ConfigureAwait(false);
            var worker = new WorkerConnection(process, socket, devices, _options);
            worker.Ended += OnEnded;
            worker.Missed += OnMissed;
            worker.Posted += _post;
            worker.Listen();
            if (Serve(worker, command) is { } kill) worker.Kill(kill.Reason, kill.Kind);
        }
        catch (Exception e)
        {
            // Whatever it was: an attempt that never ends would hold up the experiment for ever.
            lock (_lock)
            {
                Forget(command);
            }

            process?.Kill();
            PostLost(command, e.Message);
        }
    }

    private WorkerStart Describe(StartAttempt command, string token, StartupOutput startup)
    {
        var allocation = command.Allocation;
        return new WorkerStart
        {
            Entry = _options.Entry,
            Values = _values.Add(TrainingWorker.TokenName, token),
            Cpus = allocation.Cpus,
            Threads = Math.Max(1, (int)allocation.Request.Cpu),
            Gpus = _options.ManagesGpus ? allocation.Gpus : null,
            MemoryBytesMax = allocation.Request.MemoryBytes,
            Output = startup.Sinks,
        };
    }

    // Processes with devices that nobody asks for any more would pile up.
    private void RetireOneIdle()
    {
        WorkerConnection? oldest;
        lock (_lock)
        {
            if (_busy.Count + _idle.Count < _options.WorkersMax || _idle.Count == 0) return;

            oldest = _idle[0];
            _idle.RemoveAt(0);
        }

        oldest.Send(new ExitMessage());
    }

    /// <returns>The order to end the attempt, if it is not wanted any more.</returns>
    private KillAttempt? Serve(WorkerConnection worker, StartAttempt command)
    {
        KillAttempt? kill;
        lock (_lock)
        {
            // In one step: a kill finds the attempt here or there.
            _busy[(command.Trial, command.Attempt)] = worker;
            _starting.Remove((command.Trial, command.Attempt));
            kill = _killed.GetValueOrDefault((command.Trial, command.Attempt));
        }

        worker.Serve(command);
        return kill;
    }

    private void OnEnded(WorkerConnection worker, StartAttempt command, ExperimentEvent ended)
    {
        lock (_lock)
        {
            Forget(command);
            // One that could not read a checkpoint may have no descriptors left: the next attempt gets a fresh one.
            var isFit = ended is not AttemptEnded { Outcome: AttemptOutcome.Lost };
            if (worker.IsAlive && isFit) _idle.Add(worker);
            else _idle.Remove(worker);
            if (worker.IsAlive && !isFit) worker.Send(new ExitMessage());
        }

        _post(ended);
    }

    private void OnMissed(WorkerConnection worker, StartAttempt command)
    {
        lock (_lock)
        {
            _busy.Remove((command.Trial, command.Attempt));
            _idle.Remove(worker);
            if (_isClosing) return;

            _starting.Add((command.Trial, command.Attempt));
        }

        _ = StartWorkerAsync(command, worker.Devices);
    }

    private void Forget(StartAttempt ended)
    {
        var attempt = (ended.Trial, ended.Attempt);
        _busy.Remove(attempt);
        _starting.Remove(attempt);
        _killed.Remove(attempt);
    }

    private void PostLost(StartAttempt command, string reason) => _post(new AttemptEnded(
        _options.Clock.GetUtcNow(), command.Trial, command.Attempt, AttemptOutcome.Lost,
        new TrialError(TrialError.WorkerLost, reason)));
}
