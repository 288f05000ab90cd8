using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;

namespace Clade.Workers;

/// <summary>The one thread that starts workers.</summary>
/// <remarks>
/// Linux ties two things to the thread that starts a process, not to its process: a worker's death signal comes when
/// that thread ends, which for a thread of the pool may be any time; and the new process inherits that thread's CPUs,
/// so that restricting the thread first restricts the worker from its first instruction, before its runtime counts the
/// CPUs.
/// </remarks>
internal sealed class SpawnerThread : IDisposable
{
    private readonly BlockingCollection<Request> _requests = [];

    public SpawnerThread()
    {
        new Thread(Run) { Name = "Clade worker spawner", IsBackground = true }.Start();
    }

    /// <exception cref="CladeException">
    /// The CPUs are not this process's to use, or the program cannot be started.
    /// </exception>
    public Task<Process> StartAsync(ProcessStartInfo start, ImmutableArray<int> cpus)
    {
        var request = new Request(start, cpus);
        _requests.Add(request);
        return request.Started.Task;
    }

    /// <summary>Ends the thread, and with it, on Linux, every worker still alive.</summary>
    public void Dispose() => _requests.CompleteAdding();

    private void Run()
    {
        var own = CpuAffinity.OfCurrentThread();
        foreach (var request in _requests.GetConsumingEnumerable())
        {
            try
            {
                CpuAffinity.RestrictCurrentThread(request.Cpus);
                request.Started.SetResult(Process.Start(request.Start)!);
            }
            catch (Exception e)
            {
                request.Started.SetException(e is CladeException ? e : new CladeException(
                    $"A worker cannot be started from {request.Start.FileName}: {e.Message}. Check that the file is " +
                    "there and may be executed (a file system mounted with noexec forbids it).",
                    e));
            }
            finally
            {
                CpuAffinity.RestrictCurrentThread(own);
            }
        }

        _requests.Dispose();
    }

    private sealed record Request(ProcessStartInfo Start, ImmutableArray<int> Cpus)
    {
        public TaskCompletionSource<Process> Started { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
