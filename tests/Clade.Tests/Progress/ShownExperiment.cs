using System.Collections.Immutable;
using Clade.Display;
using Clade.Experiments;

namespace Clade.Tests.Display;

/// <summary>Made-up experiments to show: trial i has the score i/100, so that the last trial is the best.</summary>
internal static class ShownExperiment
{
    public static readonly DateTimeOffset Opened = new(2025, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static readonly MachineResources Machine =
        new([0, 1], [], 1 << 30, ImmutableSortedDictionary<string, long>.Empty);

    public static ProgressStart Start(int? trials = 10, StopRule? stop = null, Objective? objective = null) => new()
    {
        Name = "mnist",
        Objective = objective ?? Objective.Maximize("val_accuracy"),
        Folder = "/experiments/mnist",
        Seed = 7,
        Trials = trials,
        Stop = stop ?? Stop.AtIteration(40),
        Slots = 2,
    };

    /// <summary>An experiment that has been open for ten minutes.</summary>
    public static ExperimentState State(params IEnumerable<TrialState> trials)
    {
        var state = ExperimentState.Empty with
        {
            Openings = 1,
            OpenedAt = Opened,
            Now = Opened + TimeSpan.FromMinutes(10),
            Machine = Machine,
            Trials = [.. trials],
        };
        var best = state.Trials.MaxBy(static trial => trial.Score);
        return best is null || !best.Score.IsUsable ? state : state with { Best = Best(best) };
    }

    /// <summary>So many trials, of which every fifth runs, the first two are done, and the rest waits.</summary>
    public static ExperimentState State(int trials) => State(Enumerable.Range(0, trials).Select(i => i switch
    {
        < 2 => Trial(i, TrialStatus.Completed, 40),
        _ when i % 5 == 2 => Trial(i, TrialStatus.Running),
        _ => Trial(i, TrialStatus.Waiting),
    }));

    public static TrialState Trial(
        int id, TrialStatus status = TrialStatus.Running, long iteration = 12, Configuration? config = null) => new()
        {
            Id = new TrialId(id),
            Config = config ?? Config(id),
            Seed = 1,
            Segment = id,
            Status = status,
            Iteration = iteration,
            LastMetrics = new Metrics([new("val_accuracy", id / 100.0)]),
            Score = new Score(id / 100.0),
            Attempt = status == TrialStatus.Running
                ? new AttemptState(
                    0, AttemptPhase.Training, 1, true, null, null, Opened, Opened, false, new([0], [], new Resources()))
                : null,
        };

    public static Configuration Config(int id) => new(
    [
        new("lr", 0.0123456 * (id + 1)), new("momentum", 0.5), new("hidden", 32 + id), new("optimizer.name", "adam"),
        new("optimizer.weight_decay", 1.25e-7), new("nesterov", id % 2 == 0),
    ]);

    public static BestUnit Best(TrialState trial) => new(
        trial.Id, trial.Segment, trial.Config, trial.Score, trial.Iteration, new(trial.Id, 0, trial.Iteration));

    public static ProgressModel Model(ExperimentState state, ProgressStart? start = null) =>
        ProgressModel.Begin(
            start ?? Start(state.Trials.Count), ExperimentState.Empty, ProgressSymbols.Unicode, withDetails: true)
            .Next(state, []);

    public static JournalEntry Entry(ExperimentEvent happened, params Command[] commands) =>
        new(happened, [.. commands], ExperimentState.Empty);

    /// <summary>A decision so many seconds after the experiment was opened.</summary>
    public static JournalEntry At(double seconds, params Command[] commands) =>
        Entry(new TimePassed(Opened + TimeSpan.FromSeconds(seconds)), commands);

    public static ExploitDonor Exploit(int victim = 1, int donor = 3) => new(
        new ExploitRecord(
            Opened, new TrialId(victim), VictimScore: 0.01, VictimRank: 4, VictimIteration: 8, new TrialId(donor),
            DonorScore: 0.031234567, DonorRank: 1, new CheckpointId(new TrialId(donor), 0, 12), Iteration: 12,
            TrialTime: 12, PopulationSize: 4, Config(donor),
            [
                new("lr", 0.03, 0.036, "×1.2"), new("momentum", 0.5, 0.5, "inherited"),
                new("layers", null, 2, "resample"),
            ]),
        Segment: 9);

    public static AttemptEnded Failed(int trial, double seconds = 1, string message = "no data\n  at Main()") => new(
        Opened + TimeSpan.FromSeconds(seconds), new TrialId(trial), 0, AttemptOutcome.Failed,
        new TrialError("System.InvalidOperationException", message));
}
