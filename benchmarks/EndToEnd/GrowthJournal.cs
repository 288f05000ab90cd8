using System.Collections.Immutable;
using Clade.Checkpoints;
using Clade.Driver;
using Clade.Experiments;
using Clade.Storage;

namespace Clade.Benchmarks;

/// <summary>
/// Fills an experiment's store as a driver would, as fast as the engine decides and the store writes: workers are the
/// shortest that keep to the rules.
/// </summary>
internal sealed class GrowthJournal
{
    private const int Trials = 50;
    private const int BatchMax = 1_000;

    private readonly ExperimentSettings _settings;
    private readonly ExperimentStore _store;
    private readonly List<JournalEntry> _batch = new(BatchMax);
    private ExperimentState _state = ExperimentState.Empty;
    private DateTimeOffset _now = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private GrowthJournal(ExperimentSettings settings, ExperimentStore store) =>
        (_settings, _store) = (settings, store);

    /// <summary>What the experiment is, and what it is resumed with.</summary>
    public static TuneOptions Options(string folder) => new()
    {
        Name = "growth",
        Space = new SearchSpace { ["lr"] = Search.LogUniform(1e-4, 1), ["momentum"] = Search.Uniform(0, 1) },
        Objective = Objective.Maximize("score"),
        Trials = Trials,
        Stop = Stop.AtIteration(1_000_000),
        Scheduler = new PopulationBasedTraining { PerturbationInterval = 100 },
        Workers = WorkerKind.InProcess,
        CheckpointInterval = TimeSpan.FromHours(1),
        Folder = folder,
        Progress = Progress.None,
        HandlesCtrlC = false,
        Seed = 1,
    };

    /// <summary>Writes an experiment with so many reports; it is left as if its driver had been killed.</summary>
    public static ExperimentFolder Write(string root, long reports)
    {
        var settings = ExperimentPlan.Of(static (Trial _) => { }, Options(root)).Settings;
        var folder = ExperimentFolder.Create(root, settings.Name);
        var store = ExperimentStore.Create(
            folder,
            new ExperimentInfo
            {
                Name = settings.Name,
                Objective = settings.Objective,
                Space = [.. settings.Space.Describe()],
                Seed = settings.Seed,
                Scheduler = settings.Scheduler.Describe(),
                Created = DateTimeOffset.UnixEpoch,
            },
            TimeProvider.System);
        new GrowthJournal(settings, store).Fill(reports);
        return folder;
    }

    private void Fill(long reports)
    {
        Step(new Opened(_now, new MachineResources(
            [.. Enumerable.Range(0, Trials)], [], 1L << 36,
            ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal)), ExperimentSetup.Of(_settings)));
        while (_state.ReportCount < reports)
        {
            foreach (var id in _state.Live)
            {
                if (_state.ReportCount < reports && EventOf(_state[id]) is { } happened) Step(happened);
            }
        }

        _store.Append(_batch);
        _store.Sync();
        SaveCheckpoints();
    }

    // What the worker of a trial would say next.
    private ExperimentEvent? EventOf(TrialState trial)
    {
        _now = _now.AddMilliseconds(20);
        var attempt = trial.Attempt!;
        return attempt.Phase switch
        {
            AttemptPhase.Starting => new AttemptStarted(_now, trial.Id, attempt.Number, trial.Config),
            AttemptPhase.Training => new Reported(
                _now, trial.Id, attempt.Number, attempt.Sequence + 1, MetricsOf(trial), CanSave: true),
            AttemptPhase.Saving => new CheckpointSaved(_now, trial.Id, attempt.Number, attempt.Sequence, Bytes: 1),
            AttemptPhase.Leaving => new AttemptEnded(_now, trial.Id, attempt.Number, AttemptOutcome.Left, Error: null),
            _ => null,
        };
    }

    private static Metrics MetricsOf(TrialState trial)
    {
        var lr = trial.Config["lr"].ToDouble();
        var score = 1 - (Math.Abs(Math.Log10(lr) + 2) / 4) - (1.0 / (trial.Iteration + 2));
        return new Metrics([new("score", score), new("loss", 1 - score), new("seconds", 0.02 * trial.Iteration)]);
    }

    private void Step(ExperimentEvent happened)
    {
        var result = Experiment.Step(_settings, _state, happened);
        _state = result.State;
        _batch.Add(new JournalEntry(happened, result.Commands, result.State));
        if (_batch.Count < BatchMax) return;

        _store.Append(_batch);
        _batch.Clear();
    }

    // Those that the journal's commands left, for a resume to start from.
    private void SaveCheckpoints()
    {
        var checkpoints = new CheckpointStore(_store.Folder.CheckpointsPath, TimeProvider.System);
        foreach (var (id, checkpoint) in _state.Checkpoints)
        {
            using var save = checkpoints.BeginSave(id);
            File.WriteAllText(Path.Combine(save.Folder, "w"), "1");
            save.Publish(checkpoint.Config);
        }
    }
}
