using System.Collections.Immutable;
using Clade.Experiments;
using Clade.Storage;

namespace Clade.Tests.Storage;

/// <summary>
/// Writes the journal of an experiment by hand, step by step, with just enough state for projections: what the engine
/// would do is decided by the test.
/// </summary>
internal sealed class Script
{
    public static readonly Objective Objective = Objective.Maximize("acc");
    private static readonly ResourceAllocation Allocation = new([0], [], new Resources());

    private readonly List<JournalEntry> _entries = [];
    private readonly Dictionary<TrialId, long> _starts = [];
    private ExperimentState _state = ExperimentState.Empty;
    private DateTimeOffset _now = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public IReadOnlyList<JournalEntry> Entries => _entries;

    public ExperimentState State => _state;

    public static ExperimentInfo Info(Objective? objective = null) => new()
    {
        Name = "sample",
        Objective = objective ?? Objective,
        Space = ["lr: uniform(0, 1)", "hidden: 8 or 16"],
        Seed = ulong.MaxValue,
        Scheduler = "population based training, every 2 iterations",
        Created = new DateTimeOffset(2025, 3, 1, 11, 59, 0, TimeSpan.Zero),
        Host = ImmutableSortedDictionary<string, string>.Empty.Add("program", "sample.dll"),
    };

    public static Configuration Config(double lr) => new([new("lr", lr), new("hidden", 8)]);

    public static TrialId Trial(int id) => new(id);

    public Script Open(params Command[] commands) =>
        Add(new Opened(Tick(), new MachineResources([0, 1], [], 1 << 30, CountsOf())), commands);

    public Script Create(int trial, int segment, double lr)
    {
        _state = _state with
        {
            Trials = _state.Trials.Add(new TrialState
            {
                Id = Trial(trial),
                Config = Config(lr),
                Seed = 77,
                Segment = segment,
            }),
        };
        return Add(new TimePassed(Tick()), new CreateTrial(Trial(trial), Config(lr), segment, 77));
    }

    public Script Start(int trial, CheckpointId? from = null)
    {
        var at = _state[Trial(trial)];
        var iteration = from?.Iteration ?? 0;
        var number = at.AttemptCount;
        _starts[at.Id] = iteration;
        Change(trial, t => t with
        {
            Attempt = new AttemptState(
                number, AttemptPhase.Training, 0, true, null, null, _now, _now, false, Allocation),
            AttemptCount = number + 1,
            Status = TrialStatus.Running,
            Iteration = iteration,
        });
        return Add(new TimePassed(Tick()), new StartAttempt(
            at.Id, number, at.Segment, at.Config, from, iteration, iteration, Allocation, at.Seed, 1));
    }

    public Script Started(int trial, Configuration? config = null)
    {
        var at = _state[Trial(trial)];
        return Add(new AttemptStarted(Tick(), at.Id, at.Attempt!.Number, config ?? at.Config));
    }

    /// <summary>A report that counts.</summary>
    public Script Report(int trial, double acc, params Command[] commands) =>
        Report(trial, new Metrics([new("acc", acc), new("loss", 1 - acc)]), commands);

    public Script Report(int trial, Metrics metrics, params Command[] commands)
    {
        var at = _state[Trial(trial)];
        var sequence = at.Attempt!.Sequence + 1;
        var score = Objective.Score(metrics.TryGetValue("acc", out var acc) ? acc : double.NaN);
        Change(trial, t => t with
        {
            Attempt = t.Attempt! with { Sequence = sequence },
            Iteration = _starts[t.Id] + sequence,
            Time = 10 * (_starts[t.Id] + sequence),
            LastMetrics = metrics,
            Score = score,
            BestScore = score.IsBetterThan(t.BestScore) ? score : t.BestScore,
        });
        _state = _state with { ReportCount = _state.ReportCount + 1 };
        return Add(new Reported(Tick(), at.Id, at.Attempt.Number, sequence, metrics, CanSave: true), commands);
    }

    /// <summary>A report that the engine ignores: of another attempt, or a repetition.</summary>
    public Script Stray(int trial, int attempt, long sequence) => Add(new Reported(
        Tick(), Trial(trial), attempt, sequence, new Metrics([new("acc", 99)]), CanSave: true));

    /// <summary>Saves after the last report, and makes it the best if it is.</summary>
    public Script Save(int trial, params Command[] commands)
    {
        var at = _state[Trial(trial)];
        var id = new CheckpointId(at.Id, at.Attempt!.Number, at.Iteration);
        _state = _state with
        {
            Checkpoints = _state.Checkpoints.Add(
                id, new CheckpointState(at.Config, at.Segment, at.Time, at.Score, 100, 1)),
        };
        if (_state.Best is null || at.Score.IsBetterThan(_state.Best.Score))
        {
            _state = _state with { Best = new BestUnit(at.Id, at.Segment, at.Config, at.Score, at.Iteration, id) };
        }

        return Add(new CheckpointSaved(Tick(), at.Id, at.Attempt.Number, at.Attempt.Sequence, 100), commands);
    }

    /// <summary>The best score without a checkpoint.</summary>
    public Script NoteBest(int trial)
    {
        var at = _state[Trial(trial)];
        _state = _state with { Best = new BestUnit(at.Id, at.Segment, at.Config, at.Score, at.Iteration, null) };
        _entries[^1] = _entries[^1] with { After = _state };
        return this;
    }

    public Script End(int trial, AttemptOutcome outcome, TrialError? error = null, params Command[] commands)
    {
        var at = _state[Trial(trial)];
        Change(trial, t => t with { Attempt = null, Error = error ?? t.Error, Status = TrialStatus.Waiting });
        return Add(new AttemptEnded(Tick(), at.Id, at.Attempt!.Number, outcome, error), commands);
    }

    public Script Damaged(int trial, CheckpointId checkpoint)
    {
        var at = _state[Trial(trial)];
        Change(trial, static t => t with { Attempt = null, Status = TrialStatus.Waiting });
        return Add(new CheckpointDamaged(Tick(), at.Id, at.Attempt!.Number, checkpoint, "File 'w' is missing."));
    }

    public Script Exploit(int victim, CheckpointId from, int segment, double lr)
    {
        var at = _state[Trial(victim)];
        var record = new ExploitRecord(
            _now, at.Id, at.Score.Value, 2, at.Iteration, from.Trial, _state.Checkpoints[from].Score.Value, 1, from,
            from.Iteration, 10 * from.Iteration, 2, Config(lr),
            [new HyperparameterChange("lr", 0.1, lr, "×1.2"), new HyperparameterChange("hidden", 8, 8, "inherited")]);
        Change(victim, t => t with
        {
            Config = Config(lr),
            Segment = segment,
            Iteration = from.Iteration,
            Time = 10 * from.Iteration,
        });
        return Add(new TimePassed(Tick()), new ExploitDonor(record, segment));
    }

    /// <summary>A trial goes on from its newest checkpoint with another configuration.</summary>
    public Script Reconfigure(int trial, CheckpointId from, int segment, double lr)
    {
        Change(trial, t => t with { Config = Config(lr), Segment = segment });
        return Add(new TimePassed(Tick()), new Reconfigure(Trial(trial), segment, Config(lr), from));
    }

    public Script Warn(string code, string message, int? trial = null) => Add(
        new TimePassed(Tick()), new Warn(code, message, trial is { } id ? Trial(id) : null));

    public Script Delete(CheckpointId id)
    {
        _state = _state with { Checkpoints = _state.Checkpoints.Remove(id) };
        return Add(new TimePassed(Tick()), new DeleteCheckpoint(id));
    }

    public Script EndTrial(int trial, TrialStatus status, string reason)
    {
        Change(trial, t => t with { Status = status, EndReason = reason });
        return Add(new TimePassed(Tick()), new EndTrial(Trial(trial), status, reason));
    }

    public Script EndExperiment(ExperimentStatus status, string reason)
    {
        _state = _state with { Status = status, EndReason = reason };
        return Add(new TimePassed(Tick()), new EndExperiment(status, reason));
    }

    /// <summary>A driver that died left its attempts behind; the next one's opening ends them.</summary>
    public Script Abandon()
    {
        _state = _state with
        {
            Trials = [.. _state.Trials.Select(static t => t with { Attempt = null, Status = TrialStatus.Waiting })],
        };
        return Open();
    }

    /// <summary>
    /// Two trials. Trial 0 loses its worker at iteration 3 and repeats it; trial 1 copies it at iteration 4, goes on to
    /// 6 with the best score of all; trial 0 diverges.
    /// </summary>
    public static Script Sample() => new Script()
        .Open()
        .Create(0, segment: 0, lr: 0.1).Create(1, segment: 1, lr: 0.2)
        .Start(0).Start(1).Started(0).Started(1)
        .Report(0, 0.10).Report(1, 0.05).Report(0, 0.20).Save(0).Report(1, 0.06).Save(1)
        .Report(0, 0.25).End(0, AttemptOutcome.Lost, new TrialError(TrialError.WorkerLost, "killed by SIGKILL"))
        .Start(0, Checkpoint(0, 0, 2)).Started(0)
        .Report(0, 0.30).Report(0, 0.40).Save(0)
        .Report(1, 0.07).Report(1, 0.08).Save(1)
        .Exploit(1, Checkpoint(0, 1, 4), segment: 2, lr: 0.12)
        .End(1, AttemptOutcome.Left)
        .Start(1, Checkpoint(0, 1, 4)).Started(1)
        .Report(1, 0.50).Report(1, 0.60).Save(1)
        .Report(0, double.NaN)
        .Delete(Checkpoint(1, 0, 2))
        .Warn("greed", "The learning rate only ever falls.", trial: 1)
        .End(1, AttemptOutcome.Left).EndTrial(1, TrialStatus.Completed, "6 iterations")
        .End(0, AttemptOutcome.Failed, new TrialError("System.Exception", "diverged, \"badly\"", "at Train()"))
        .EndTrial(0, TrialStatus.Failed, "failed too often")
        .EndExperiment(ExperimentStatus.Completed, "all trials have ended");

    public static CheckpointId Checkpoint(int trial, int attempt, long iteration) =>
        new(Trial(trial), attempt, iteration);

    private static ImmutableSortedDictionary<string, long> CountsOf() =>
        ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal).Add("licence", 2);

    private Script Add(ExperimentEvent happened, params Command[] commands)
    {
        _state = _state with { Now = happened.Time };
        _entries.Add(new JournalEntry(happened, [.. commands], _state));
        return this;
    }

    private void Change(int trial, Func<TrialState, TrialState> change) => _state = _state with
    {
        Trials = _state.Trials.SetItem(trial, change(_state.Trials[trial])),
    };

    private DateTimeOffset Tick() => _now += TimeSpan.FromSeconds(1);
}
