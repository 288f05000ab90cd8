using Clade.Experiments;
using Clade.Workers;
using Microsoft.Extensions.Time.Testing;

namespace Clade.Guards;

/// <summary>What the monitor tells the experiment, and how often: each telling goes into the journal.</summary>
public sealed class MemoryMonitorTests : IAsyncDisposable
{
    private const long Mib = 1L << 20;
    private const long Total = 16L << 30;

    private readonly FakeTimeProvider _clock = new();
    private readonly List<ExperimentEvent> _told = [];
    private readonly StubHost _host = new();
    private long _available = Total;
    private int _readings;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Only_changes_are_told()
    {
        await using var monitor = Open();
        Pass(TimeSpan.FromMinutes(1));
        Assert.Empty(_told);

        _available = 600 * Mib;
        Pass(TimeSpan.FromMinutes(1));
        var told = Assert.IsType<MemoryReported>(Assert.Single(_told));
        Assert.Equal((MemoryLevel.Short, 600 * Mib, Total), (told.Level, told.AvailableBytes, told.TotalBytes));
        Assert.Null(told.Attempts);

        _available = Total / 2;
        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal([MemoryLevel.Short, MemoryLevel.Ample], Levels);
    }

    [Fact]
    public async Task While_it_is_critical_it_is_told_once_a_second_with_what_each_takes()
    {
        _host.Serving = [new ServingProcess(new TrialId(3), 1, Environment.ProcessId, 0, IsKernelsLimit: false)];
        await using var monitor = Open();
        _available = 10 * Mib;
        Pass(TimeSpan.FromSeconds(10));

        Assert.InRange(_told.Count, 8, 11);
        var attempts = ((MemoryReported)_told[0]).Attempts!.Value;
        Assert.Equal((new TrialId(3), 1), (attempts[0].Trial, attempts[0].Attempt));
        Assert.InRange(attempts[0].Bytes, 10 * Mib, Total);
    }

    [Fact]
    public async Task Idle_workers_go_first()
    {
        await using var monitor = Open();
        Pass(TimeSpan.FromSeconds(3));
        Assert.Equal(0, _host.Retired);
        _available = 600 * Mib;
        Pass(TimeSpan.FromSeconds(3));
        Assert.InRange(_host.Retired, 1, 100);
    }

    [Fact]
    public async Task It_looks_more_often_near_a_limit_or_where_a_trial_has_one()
    {
        await using var monitor = Open();
        Pass(TimeSpan.FromSeconds(20));
        var calm = Interlocked.Exchange(ref _readings, 0);
        _available = 1500 * Mib;
        Pass(TimeSpan.FromSeconds(20));
        var near = Interlocked.Exchange(ref _readings, 0);
        _available = Total;
        _host.Serving = [new ServingProcess(default, 0, int.MaxValue, 1 << 30, IsKernelsLimit: false)];
        Pass(TimeSpan.FromSeconds(20));

        Assert.InRange(calm, 19, 22);
        Assert.InRange(near, 76, 81);
        Assert.InRange(_readings, 76, 81);
    }

    [Fact]
    public async Task A_trial_beyond_its_limit_is_told_of_once_unless_the_kernel_sees_to_it()
    {
        _host.Serving =
        [
            new ServingProcess(new TrialId(1), 2, Environment.ProcessId, Mib, IsKernelsLimit: false),
            new ServingProcess(new TrialId(2), 0, Environment.ProcessId, Mib, IsKernelsLimit: true),
            new ServingProcess(new TrialId(3), 0, Environment.ProcessId, Total, IsKernelsLimit: false),
        ];
        await using var monitor = Open();
        Pass(TimeSpan.FromSeconds(5));

        var told = Assert.IsType<MemoryExceeded>(Assert.Single(_told));
        Assert.Equal((new TrialId(1), 2, Mib), (told.Trial, told.Attempt, told.LimitBytes));
        Assert.InRange(told.Bytes, 10 * Mib, Total);
    }

    [Fact]
    public async Task A_system_that_does_not_say_is_left_alone()
    {
        await using var monitor = new MemoryMonitor(_host, static () => null, _clock, _told.Add);
        Pass(TimeSpan.FromMinutes(1));
        Assert.Empty(_told);
    }

    private IEnumerable<MemoryLevel> Levels => _told.Cast<MemoryReported>().Select(static told => told.Level);

    private MemoryMonitor Open() => new(
        _host,
        () =>
        {
            Interlocked.Increment(ref _readings);
            return new MemoryReading(_available, Total);
        },
        _clock, _told.Add);

    // In small steps: the monitor sets its timer again each time.
    private void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += MemoryMonitor.AlertInterval)
        {
            _clock.Advance(MemoryMonitor.AlertInterval);
        }
    }

    private sealed class StubHost : ITrialHost
    {
        public IReadOnlyList<string> Limitations => [];

        public string? PrivateFolder => null;

        public IReadOnlyList<ServingProcess>? Serving { get; set; } = [];

        public int Retired { get; private set; }

        public void Start(StartAttempt command)
        {
        }

        public void Answer(Answer command)
        {
        }

        public void Kill(KillAttempt command)
        {
        }

        public void RetireIdle() => Retired++;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
