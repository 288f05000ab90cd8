using System.Collections.Immutable;
using Clade.Experiments;
using Clade.Workers;

namespace Clade.Guards;

/// <summary>Measures the trial that runs alone.</summary>
/// <remarks>
/// The kernel keeps each process's high-water mark, so that no peak of a process is missed that is still there at a
/// report, when the trial waits for its answer. What comes and goes in between is looked at every so often; and what
/// the largest child of the worker took that has ended, the kernel tells the worker.
/// </remarks>
internal sealed class PreflightProbe : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly NvmlLibrary? _gpus;
    private readonly ImmutableArray<(GpuDevice Device, long UsedBefore)> _devices;
    private readonly MemoryReading _before;
    private readonly ITimer _timer;
    private ITrialHost? _host;
    private bool _isOver;
    private long _peak;
    private long _workerPeak;
    private long _childrenPeak;
    private long _gpuPeak;
    private long _gpuGrowth;

    /// <param name="before">The machine's memory now, before the trial begins.</param>
    /// <param name="gpus">The GPUs, if there are any; the caller's.</param>
    /// <param name="clock">Says when to look.</param>
    public PreflightProbe(MemoryReading before, NvmlLibrary? gpus, TimeProvider clock)
    {
        (_before, _gpus) = (before, gpus);
        _devices = [.. (gpus?.Devices ?? []).Select(device => (device, gpus!.UsedBytes(device) ?? 0))];
        _timer = clock.CreateTimer(
            static probe => ((PreflightProbe)probe!).Ring(), this, Interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>When each report came.</summary>
    public List<DateTimeOffset> Reports { get; } = [];

    /// <summary>When the training function was entered.</summary>
    public DateTimeOffset? Started { get; private set; }

    /// <summary>Something is about to be told to the driver; until it is, a trial that reported waits.</summary>
    public void Watch(ITrialHost host, ExperimentEvent happened)
    {
        lock (_lock)
        {
            _host = host;
            if (happened is AttemptStarted started) Started = started.Time;
            if (happened is Reported reported) Reports.Add(reported.Time);
            if (happened is AttemptStarted or Reported or CheckpointSaved) Look_NeedsLock();
        }
    }

    /// <summary>What was measured; nothing is looked at any more.</summary>
    /// <param name="peakFile">What the worker said at the end of the attempt, if it came to that.</param>
    public PreflightMeasure Finish(string peakFile)
    {
        Dispose();
        lock (_lock)
        {
            if (WorkerPeaks.Read(peakFile) is { } peaks)
            {
                _workerPeak = Math.Max(_workerPeak, peaks.OwnBytes);
                _childrenPeak = Math.Max(_childrenPeak, peaks.LargestChildBytes);
                _peak = Math.Max(_peak, _workerPeak + peaks.LargestChildBytes);
            }

            return new PreflightMeasure(
                _peak, _childrenPeak, _gpuPeak > 0 ? _gpuPeak : _gpuGrowth, _gpuPeak > 0, _before);
        }
    }

    /// <summary>Once it returns, the GPUs are not asked any more, so that their library can go.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock) _isOver = true;
    }

    private void Ring()
    {
        lock (_lock) Look_NeedsLock();
        _timer.Change(Interval, Timeout.InfiniteTimeSpan);
    }

    private void Look_NeedsLock()
    {
        if (_isOver || _host?.Serving is not [var worker, ..]) return;

        var family = ProcessFamilies.Read().Of(worker.ProcessId);
        _peak = Math.Max(_peak, PeakOf(family));
        _workerPeak = Math.Max(_workerPeak, ProcessMemory.PeakResidentBytes(worker.ProcessId));
        _childrenPeak = Math.Max(_childrenPeak, PeakOf(family.Remove(worker.ProcessId)));
        foreach (var (device, usedBefore) in _devices) LookAt_NeedsLock(device, usedBefore, family);
    }

    private void LookAt_NeedsLock(GpuDevice device, long usedBefore, ImmutableArray<int> family)
    {
        var bytes = _gpus!.ProcessesOn(device, out _).Where(process => family.Contains(process.ProcessId))
            .Sum(static process => process.Bytes);
        _gpuPeak = Math.Max(_gpuPeak, bytes);
        // In a container the driver may tell of processes by other numbers, or not at all. The trial runs alone.
        _gpuGrowth = Math.Max(_gpuGrowth, (_gpus.UsedBytes(device) ?? 0) - usedBefore);
    }

    // The marks of all together, less what they share now: pages of forked processes are not there twice.
    private static long PeakOf(ImmutableArray<int> family)
    {
        var marks = family.Sum(ProcessMemory.PeakResidentBytes);
        if (family.Length < 2) return marks;

        var shared = family.Sum(ProcessMemory.ResidentBytes) - family.Sum(ProcessMemory.ProportionalBytes);
        return marks - Math.Max(0, shared);
    }
}
