using System.Globalization;
using System.Text;
using Clade.Testing;

namespace Clade.Simulation.Tests.Swarm;

/// <summary>What a swarm of simulated experiments met. Safe for threads.</summary>
internal sealed class Tally
{
    private readonly Lock _lock = new();
    private readonly long[] _faults = new long[Enum.GetValues<FaultKind>().Length];
    private readonly SortedDictionary<ExperimentStatus, long> _statuses = [];
    private long _runs;
    private long _events;
    private long _exploits;
    private long _openings;
    private long _failures;
    private long _violations;

    public long Violations => Interlocked.Read(ref _violations);

    public long AddViolation() => Interlocked.Increment(ref _violations);

    public void Add(SimulationRun run)
    {
        lock (_lock)
        {
            _runs++;
            _events += run.Events;
            _exploits += run.Exploits.Length;
            _openings += run.Crashes;
            _failures += run.Failures;
            _statuses[run.Status] = _statuses.GetValueOrDefault(run.Status) + 1;
            for (var i = 0; i < _faults.Length; i++) _faults[i] += run.FaultCounts[i];
        }
    }

    public string Line(TimeSpan elapsed, long seeds)
    {
        lock (_lock)
        {
            var done = _runs + Violations;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{done} of {seeds} experiments, {done / elapsed.TotalSeconds:0}/s, {Violations} violations");
        }
    }

    /// <param name="elapsed">On the clock.</param>
    /// <param name="busy">Of all processors together: what counts where others use the machine too.</param>
    /// <param name="options">What was asked for.</param>
    public string Summary(TimeSpan elapsed, TimeSpan busy, SimulateOptions options)
    {
        lock (_lock)
        {
            var text = new StringBuilder();
            text.AppendLine(CultureInfo.InvariantCulture, $"{_runs + Violations} experiments from seed {options.First}")
                .AppendLine(CultureInfo.InvariantCulture, $"  time         {elapsed.TotalSeconds:0.0} s")
                .AppendLine(
                    CultureInfo.InvariantCulture,
                    $"  speed        {(_runs + Violations) / elapsed.TotalSeconds:0.0} experiments/s")
                .AppendLine(
                    CultureInfo.InvariantCulture,
                    $"  per core     {(_runs + Violations) / busy.TotalSeconds:0.0} experiments/s of processor time")
                .AppendLine(CultureInfo.InvariantCulture, $"  events       {_events}")
                .AppendLine(CultureInfo.InvariantCulture, $"  exploits     {_exploits}")
                .AppendLine(CultureInfo.InvariantCulture, $"  resumes      {_openings}");
            text.AppendLine(CultureInfo.InvariantCulture, $"  mended       {_failures}");
            foreach (var (status, count) in _statuses)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {status,-12} {count}");
            }

            text.AppendLine("faults that struck:");
            foreach (var kind in Enum.GetValues<FaultKind>())
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {kind,-18} {_faults[(int)kind]}");
            }

            return text.Append(CultureInfo.InvariantCulture, $"violations: {Violations}").ToString();
        }
    }
}
