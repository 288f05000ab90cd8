using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Benchmarks.Parts;

/// <summary>Brings an experiment to where a benchmark begins, by the shortest workers that keep to the rules.</summary>
internal sealed class Workers
{
    private readonly ExperimentSettings _settings;
    private readonly List<JournalEntry>? _entries;
    private DateTimeOffset _now = Sample.Time;

    private Workers(ExperimentSettings settings, bool keepsEntries)
    {
        _settings = settings;
        if (keepsEntries) _entries = [];
        Happen(new Opened(
            _now,
            new MachineResources(
                [.. Enumerable.Range(0, settings.Trials!.Value)], [], 1L << 36,
                ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal)),
            ExperimentSetup.Of(settings)));
    }

    public ExperimentState State { get; private set; } = ExperimentState.Empty;

    /// <summary>All that happened so far, with what was decided; empty unless it is kept.</summary>
    public IReadOnlyList<JournalEntry> Entries => _entries ?? [];

    /// <summary>An experiment whose trials have all reported so often.</summary>
    public static Workers At(ExperimentSettings settings, int iterations, bool keepsEntries = false)
    {
        var workers = new Workers(settings, keepsEntries);
        while (workers.State.Trials.Any(trial => trial.Iteration < iterations || trial.Attempt is null))
        {
            foreach (var id in workers.State.Live)
            {
                if (workers.Next(id, iterations) is { } happened) workers.Happen(happened);
            }
        }

        return workers;
    }

    /// <summary>A trial's next report.</summary>
    public Reported ReportOf(TrialId id)
    {
        var attempt = State[id].Attempt!;

        // No two trials are as good as one another, and trial 0 is the weakest at any time.
        var metrics = new Metrics([new("val_accuracy", 1 - (1.0 / (id.Value + 2))), new("train_loss", 0.08123)]);
        return new Reported(_now, id, attempt.Number, attempt.Sequence + 1, metrics, CanSave: true);
    }

    public void Happen(ExperimentEvent happened)
    {
        _now = _now.AddMilliseconds(1);
        happened = happened with { Time = _now };
        var result = Experiment.Step(_settings, State, happened);
        State = result.State;
        _entries?.Add(new JournalEntry(happened, result.Commands, result.State));
    }

    private ExperimentEvent? Next(TrialId id, int iterations)
    {
        var trial = State[id];
        var attempt = trial.Attempt!;
        return attempt.Phase switch
        {
            AttemptPhase.Starting => new AttemptStarted(_now, id, attempt.Number, trial.Config),
            AttemptPhase.Training when trial.Iteration < iterations => ReportOf(id),
            AttemptPhase.Saving => new CheckpointSaved(_now, id, attempt.Number, attempt.Sequence, Bytes: 1 << 20),
            AttemptPhase.Leaving => new AttemptEnded(_now, id, attempt.Number, AttemptOutcome.Left, Error: null),
            _ => null,
        };
    }
}
