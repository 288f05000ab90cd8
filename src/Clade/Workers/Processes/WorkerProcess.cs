using System.Diagnostics;

namespace Clade.Workers;

/// <summary>A worker's process, seen from the driver.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class WorkerProcess
{
    // Only a process that outlived the worker can keep the pipes open after it: one that Clade may not kill.
    private static readonly TimeSpan DrainMax = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly OutputPump _out;
    private readonly OutputPump _error;
    private readonly string _mark;
    private readonly string? _cgroup;
    private readonly long? _outOfMemoryKillsBefore;
    private volatile bool _wasKilledByClade;

    internal WorkerProcess(
        Process process, OutputSinks sinks, string mark, string? cgroup, long? outOfMemoryKillsBefore)
    {
        (_process, _mark, _cgroup, _outOfMemoryKillsBefore) = (process, mark, cgroup, outOfMemoryKillsBefore);
        Id = process.Id;

        // A training function that reads its input finds the end of it, instead of the driver's terminal.
        process.StandardInput.Close();
        _out = new OutputPump(process.StandardOutput.BaseStream, sinks.Out);
        _error = new OutputPump(process.StandardError.BaseStream, sinks.Error);
        Exited = ObserveAsync();
    }

    /// <summary>What it and all that comes of it may take of the memory; 0 for no limit.</summary>
    public long MemoryBytesMax { get; init; }

    /// <summary>Whether the kernel sees to that, by its cgroup.</summary>
    public bool IsKernelsLimit { get; init; }

    /// <summary>The id of the process, and of its process group.</summary>
    public int Id { get; }

    /// <summary>
    /// Completes when the process has ended, everything that came of it is gone too, and its output is in the sinks.
    /// Never fails.
    /// </summary>
    public Task<WorkerExit> Exited { get; }

    /// <summary>
    /// Sends the output after the mark elsewhere. Ask before telling the worker to write the mark
    /// (<see cref="OutputMark.Write"/>) at the beginning or the end of a trial.
    /// </summary>
    /// <returns>Completes when both streams have passed the mark, or have ended.</returns>
    public Task SwitchOutputAt(string tag, OutputSinks next) =>
        Task.WhenAll(_out.SwitchAt(tag, next.Out), _error.SwitchAt(tag, next.Error));

    /// <summary>Ends the process at once (SIGKILL). <see cref="Exited"/> completes soon after.</summary>
    public void Kill()
    {
        if (Exited.IsCompleted) return;

        _wasKilledByClade = true;
        try
        {
            // On Windows there is no group to end afterwards, so the children go first.
            _process.Kill(entireProcessTree: OperatingSystem.IsWindows());
        }
        catch (InvalidOperationException)
        {
            // Ended meanwhile.
        }
    }

    private async Task<WorkerExit> ObserveAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        var kills = WorkerExit.ReadOutOfMemoryKills() - _outOfMemoryKillsBefore;
        var hasExceeded = _cgroup is not null && WorkerCgroups.HasKilledForMemory(_cgroup);
        ProcessTree.Kill(Id, _mark, _cgroup);

        await Task.WhenAny(Task.WhenAll(_out.Ended, _error.Ended), Task.Delay(DrainMax)).ConfigureAwait(false);
        var exit = new WorkerExit(_process.ExitCode, _wasKilledByClade, kills)
        {
            MemoryBytesMax = hasExceeded ? MemoryBytesMax : 0,
        };
        _process.Dispose();
        return exit;
    }
}
