using System.Collections.Immutable;
using Clade.Experiments;
using Clade.Workers;

namespace Clade.Guards;

/// <summary>
/// Watches the machine's memory and what each worker takes of it, and tells the experiment what it has to know; what
/// follows is the experiment's to decide.
/// </summary>
/// <remarks>Only changes are told, and while memory is critical a reading every so often: each goes into the journal.
/// </remarks>
internal sealed class MemoryMonitor : IAsyncDisposable
{
    /// <summary>How often memory is looked at where nothing is near a limit.</summary>
    public static readonly TimeSpan CalmInterval = TimeSpan.FromSeconds(1);

    /// <summary>How often where a trial has a limit of its own, or memory is getting short.</summary>
    public static readonly TimeSpan AlertInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>After one trial is ended, so long until it is decided whether another one has to be.</summary>
    public static readonly TimeSpan CriticalInterval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Looking who came of whom takes longer the more processes a machine has: it may take this share of a core.
    /// </summary>
    private const double FamiliesShare = 0.05;

    private readonly ITrialHost _host;
    private readonly Func<MemoryReading?> _read;
    private readonly TimeProvider _clock;
    private readonly Action<ExperimentEvent> _post;
    private readonly HashSet<(TrialId, int)> _exceeded = [];
    private readonly ITimer _timer;
    private MemoryLevel _level;
    private DateTimeOffset _lastTold;
    private ProcessFamilies? _families;
    private long _familiesBegun;
    private TimeSpan _familiesTook;

    /// <param name="host">Knows the workers.</param>
    /// <param name="read">Reads the machine's memory; none where the system does not say.</param>
    /// <param name="clock">Gives the time.</param>
    /// <param name="post">Takes what the experiment has to know.</param>
    public MemoryMonitor(
        ITrialHost host, Func<MemoryReading?> read, TimeProvider clock, Action<ExperimentEvent> post)
    {
        (_host, _read, _clock, _post) = (host, read, clock, post);
        _timer = clock.CreateTimer(
            static monitor => ((MemoryMonitor)monitor!).Ring(), this, AlertInterval, Timeout.InfiniteTimeSpan);
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    // One at a time: the timer is set again when all is done, so a slow /proc only makes it rarer.
    private void Ring() => _timer.Change(Look(), Timeout.InfiniteTimeSpan);

    /// <returns>When to look again.</returns>
    private TimeSpan Look()
    {
        var serving = _host.Serving;
        var isLimited = serving?.Any(static p => p is { MemoryBytesMax: > 0, IsKernelsLimit: false }) == true;
        if (isLimited) LookAtLimits(serving!);
        if (_read() is not { } reading) return isLimited ? AlertInterval : CalmInterval;

        var level = MemoryRules.Next(_level, reading);
        var isDue = level == MemoryLevel.Critical && _clock.GetUtcNow() - _lastTold >= CriticalInterval;
        if (level != _level || isDue) Tell(level, reading, serving);
        // Processes that are kept warm for the next attempt are the first to go.
        if (level != MemoryLevel.Ample) _host.RetireIdle();

        var isNear = reading.AvailableBytes < 2 * MemoryRules.ShortBytes(reading.TotalBytes);
        return isLimited || isNear ? AlertInterval : CalmInterval;
    }

    private void Tell(MemoryLevel level, MemoryReading reading, IReadOnlyList<ServingProcess>? serving)
    {
        (_level, _lastTold) = (level, _clock.GetUtcNow());
        ImmutableArray<AttemptMemory>? attempts = null;
        if (level == MemoryLevel.Critical && serving is not null)
        {
            var families = Families();
            attempts = [.. serving.Select(process => new AttemptMemory(
                process.Trial, process.Attempt,
                families.Of(process.ProcessId).Sum(ProcessMemory.ProportionalBytes)))];
        }

        _post(new MemoryReported(_lastTold, level, reading.AvailableBytes, reading.TotalBytes, attempts));
    }

    private ProcessFamilies Families()
    {
        var isRecent = _clock.GetElapsedTime(_familiesBegun) * FamiliesShare < _familiesTook;
        if (_families is { } known && isRecent) return known;

        _familiesBegun = _clock.GetTimestamp();
        _families = ProcessFamilies.Read();
        _familiesTook = _clock.GetElapsedTime(_familiesBegun);
        return _families;
    }

    private void LookAtLimits(IReadOnlyList<ServingProcess> serving)
    {
        var families = Families();
        foreach (var process in serving)
        {
            var limit = process.MemoryBytesMax;
            if (limit == 0 || process.IsKernelsLimit) continue;

            // The exact sum takes long, and is at most the quick one.
            var family = families.Of(process.ProcessId);
            if (family.Sum(ProcessMemory.ResidentBytes) <= limit) continue;

            var bytes = family.Sum(ProcessMemory.ProportionalBytes);
            if (bytes <= limit || !_exceeded.Add((process.Trial, process.Attempt))) continue;

            _post(new MemoryExceeded(_clock.GetUtcNow(), process.Trial, process.Attempt, bytes, limit));
        }
    }
}
