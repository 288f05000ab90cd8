using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;

namespace Clade.Workers;

/// <summary>Starts the worker processes of one experiment, and answers for nothing of them staying behind.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class WorkerSpawner : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<WorkerProcess> _workers = [];
    private readonly ProgramSnapshot _program;
    private readonly WorkerCgroups? _cgroups;
    private readonly Guardian? _guardian;
    private readonly SpawnerThread _thread = new();
    private int _lastWorker;
    private volatile bool _isDisposed;

    private WorkerSpawner(ProgramSnapshot program, string privateFolder, WorkerCgroups? cgroups)
    {
        (_program, PrivateFolder, _cgroups) = (program, privateFolder, cgroups);
        _guardian = Guardian.TryStart(cgroups?.Folder, MarkOfAll, privateFolder);
    }

    /// <summary>A folder that only this user can enter, for the channel's socket. Removed in the end.</summary>
    public string PrivateFolder { get; }

    /// <summary>
    /// What this system does not let Clade promise, in sentences for the user; empty on an ordinary Linux.
    /// </summary>
    public ImmutableArray<string> Limitations => WorkerLimitations.Of(hasGuardian: _guardian is not null);

    /// <summary>Whether the kernel holds workers to their limit of memory.</summary>
    public bool LimitsMemory => _cgroups?.LimitsMemory ?? false;

    internal int? GuardianId => _guardian?.ProcessId;

    internal string? CgroupFolder => _cgroups?.Folder;

    // Contained in the environment of every descendant of this driver's workers, and of nothing else.
    private string MarkOfAll => $"/{Path.GetFileName(PrivateFolder)}.";

    /// <summary>Prepares to start workers of the program, and removes what dead drivers left.</summary>
    /// <param name="program">What workers run.</param>
    /// <param name="withCgroups">False to do without cgroups although the system has them.</param>
    public static WorkerSpawner Open(ProgramSnapshot program, bool withCgroups = true)
    {
        ProcessTree.KillOrphans();
        var folder = PrivateFolders.Create();
        return new WorkerSpawner(
            program, folder, withCgroups ? WorkerCgroups.TryOpen(Path.GetFileName(folder)) : null);
    }

    /// <exception cref="CladeException">
    /// The CPUs are not this process's to use, or the program cannot be started.
    /// </exception>
    public async Task<WorkerProcess> StartAsync(WorkerStart start)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var name = string.Create(CultureInfo.InvariantCulture, $"w{Interlocked.Increment(ref _lastWorker)}");
        var cgroup = _cgroups?.TryAdd(name, start.MemoryBytesMax);
        var mark = $"{MarkOfAll}{name}/";

        var killsBefore = WorkerExit.ReadOutOfMemoryKills();
        var process = await _thread.StartAsync(Describe(start, mark, cgroup), start.Cpus).ConfigureAwait(false);

        // Before the worker can have children: it only gets work once it has connected.
        _guardian?.Add(process.Id);
        var worker = new WorkerProcess(process, start.Output ?? OutputSinks.None, mark, cgroup, killsBefore)
        {
            MemoryBytesMax = start.MemoryBytesMax,
            IsKernelsLimit = cgroup is not null && _cgroups!.LimitsMemory,
        };
        lock (_lock) _workers.Add(worker);
        _ = ForgetAtExitAsync(worker);
        if (!_isDisposed) return worker;

        // Disposed meanwhile, perhaps too late to see this one.
        worker.Kill();
        throw new ObjectDisposedException(nameof(WorkerSpawner));
    }

    /// <summary>Ends every worker and all that came of it, and removes the private folder.</summary>
    public async ValueTask DisposeAsync()
    {
        List<WorkerProcess> workers;
        lock (_lock)
        {
            if (_isDisposed) return;

            _isDisposed = true;
            workers = [.. _workers];
        }

        foreach (var worker in workers) worker.Kill();
        await Task.WhenAll(workers.Select(w => w.Exited)).ConfigureAwait(false);
        _thread.Dispose();
        _cgroups?.RemoveAll();
        if (_guardian is not null) await _guardian.DisposeAsync().ConfigureAwait(false);
        PrivateFolders.Remove(PrivateFolder);
    }

    private async Task ForgetAtExitAsync(WorkerProcess worker)
    {
        await worker.Exited.ConfigureAwait(false);
        lock (_lock) _workers.Remove(worker);
        _guardian?.Remove(worker.Id);
    }

    private ProcessStartInfo Describe(WorkerStart start, string mark, string? cgroup)
    {
        var info = new ProcessStartInfo
        {
            FileName = _program.Executable,
            WorkingDirectory = start.WorkingFolder ?? "",
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in _program.Arguments) info.ArgumentList.Add(argument);

        // An experiment inside a worker: its workers are descendants of the outer one's, and say so.
        var outer = Environment.GetEnvironmentVariable(WorkerContext.TreeVariable);
        WorkerEnvironment.Fill(info.Environment, start, tree: outer + mark, cgroup);
        return info;
    }
}
