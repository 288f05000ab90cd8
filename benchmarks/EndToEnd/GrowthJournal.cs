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
internal sealed class GrowthJournal : IDisposable
{
    private const int BatchMax = 100;

    private readonly ExperimentSettings _settings;
    private readonly ExperimentStore? _store;
    private readonly List<JournalEntry> _batch = new(BatchMax);
    private ExperimentState _state = ExperimentState.Empty;
    private DateTimeOffset _now = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private GrowthJournal(ExperimentSettings settings, ExperimentStore? store) =>
        (_settings, _store) = (settings, store);

    /// <summary>What the experiment is, and what it is resumed with.</summary>
    public static TuneOptions Options(string folder) => new()
    {
        Name = "growth",
        Space = new SearchSpace { ["lr"] = Search.LogUniform(1e-4, 1), ["momentum"] = Search.Uniform(0, 1) },
        Objective = Objective.Maximize("score"),
        Trials = 50,
        Stop = Stop.AtIteration(1_000_000),
        Scheduler = new PopulationBasedTraining { PerturbationInterval = 100 },
        Workers = WorkerKind.InProcess,
        CheckpointInterval = TimeSpan.FromHours(1),
        Folder = folder,
        Progress = Progress.None,
        HandlesCtrlC = false,
        Seed = 1,
    };

    /// <summary>Begins an experiment.</summary>
    /// <param name="options">What it is.</param>
    /// <param name="slots">How many trials run at once.</param>
    public static GrowthJournal Begin(TuneOptions options, int slots)
    {
        var settings = ExperimentPlan.Of(static (Trial _) => { }, options).Settings;
        var folder = ExperimentFolder.Create(options.Folder, settings.Name);
        var store = ExperimentStore.Create(
            folder, ExperimentInfo.Of(settings, DateTimeOffset.UnixEpoch), TimeProvider.System);
        return new GrowthJournal(settings, store).Open(slots);
    }

    /// <summary>Begins an experiment that is decided and not stored.</summary>
    /// <param name="options">What it is.</param>
    /// <param name="slots">How many trials run at once.</param>
    public static GrowthJournal BeginInMemory(TuneOptions options, int slots) =>
        new GrowthJournal(ExperimentPlan.Of(static (Trial _) => { }, options).Settings, store: null).Open(slots);

    /// <summary>How many trials have begun.</summary>
    public int Trials => _state.Trials.Count;

    /// <summary>Goes on until there are so many reports.</summary>
    /// <returns>The processor time of this process for each new report, in microseconds.</returns>
    public double Fill(long reports)
    {
        var (before, count) = (Environment.CpuUsage.TotalTime, _state.ReportCount);
        while (_state.ReportCount < reports)
        {
            foreach (var id in _state.Live)
            {
                if (_state.ReportCount < reports && EventOf(_state[id]) is { } happened) Step(happened);
            }
        }

        Flush();
        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / (_state.ReportCount - count);
    }

    /// <summary>Leaves the experiment as a driver would that is killed now.</summary>
    public void Abandon()
    {
        _store!.Sync();
        SaveCheckpoints(_store);
    }

    public void Dispose() => _store?.Dispose();

    private GrowthJournal Open(int slots)
    {
        Step(new Opened(_now, new MachineResources(
            [.. Enumerable.Range(0, slots)], [], 1L << 36,
            ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal)), ExperimentSetup.Of(_settings)));
        Flush();
        return this;
    }

    private void Flush()
    {
        _store?.Append(_batch);
        _batch.Clear();
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
        if (_batch.Count >= BatchMax) Flush();
    }

    // Those that the journal's commands left, for a resume to start from.
    private void SaveCheckpoints(ExperimentStore store)
    {
        var checkpoints = new CheckpointStore(store.Folder.CheckpointsPath, TimeProvider.System);
        foreach (var (id, checkpoint) in _state.Checkpoints)
        {
            using var save = checkpoints.BeginSave(id);
            File.WriteAllText(Path.Combine(save.Folder, "w"), "1");
            save.Publish(checkpoint.Config);
        }
    }
}
