using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Testing;

/// <summary>What became of a simulated experiment.</summary>
public sealed record SimulationRun
{
    internal SimulationRun(
        ExperimentSettings settings, ExperimentState state, ImmutableArray<JournalEntry> journal,
        ImmutableDictionary<TrialId, double> scores, ImmutableArray<int> faultCounts)
    {
        (Settings, State, Journal, FaultCounts) = (settings, state, journal, faultCounts);
        Trials = [.. state.Trials.Select(trial => new SimulatedTrial(
            trial.Id, trial.Status, trial.Config, trial.Iteration, scores.GetValueOrDefault(trial.Id, double.NaN)))];
        Exploits = [.. Commands.OfType<ExploitDonor>().Select(static exploit => exploit.Record)];
    }

    /// <summary>All trials by id.</summary>
    public ImmutableArray<SimulatedTrial> Trials { get; }

    /// <summary>All exploits, in order.</summary>
    public ImmutableArray<ExploitRecord> Exploits { get; }

    /// <summary>How the experiment ended.</summary>
    public ExperimentStatus Status => State.Status;

    /// <summary>How long it took on the virtual clock.</summary>
    public TimeSpan Elapsed => State.Active;

    /// <summary>How many events there were.</summary>
    public int Events => Journal.Length;

    /// <summary>How often the driver was killed.</summary>
    public int Crashes => State.Openings - 1;

    /// <summary>The texts of all warnings that were given.</summary>
    public ImmutableArray<string> Warnings => [.. Commands.OfType<Warn>().Select(static warning => warning.Message)];

    internal ExperimentSettings Settings { get; }

    internal ExperimentState State { get; }

    internal ImmutableArray<JournalEntry> Journal { get; }

    /// <summary>How often the experiment failed, to be mended and resumed.</summary>
    internal int Failures => Commands.Count(static command => command is EndExperiment
    {
        Status: ExperimentStatus.Failed,
    });

    /// <summary>How often each kind of fault struck, by its number.</summary>
    internal ImmutableArray<int> FaultCounts { get; }

    internal IEnumerable<Command> Commands => Journal.SelectMany(static entry => entry.Commands);
}
