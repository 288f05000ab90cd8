using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Tests.Storage;

/// <summary>What the golden file holds: one of each kind, with the values that are easy to get wrong.</summary>
internal static class GoldenJournal
{
    private static readonly DateTimeOffset Time = new(2025, 3, 1, 12, 30, 45, TimeSpan.FromHours(2));
    private static readonly TrialId Trial = new(3);
    private static readonly CheckpointId Checkpoint = new(new TrialId(4), 2, 1_000_000_000_000);

    private static readonly Configuration Config = new(
        [new("lr", 0.1), new("two", 2.0), new("units", 2), new("optimizer.nesterov", true), new("act", "\"relu\" ×")]);

    private static readonly ResourceAllocation Allocation = new([0, 3], ["GPU-1a2b"], new Resources(2, 0.5)
    {
        MemoryBytes = 1L << 33,
        Custom = Counts(("licence", 1)),
    });

    private static readonly ExploitRecord Exploit = new(
        Time.AddTicks(1), Trial, double.NaN, 8, 9, new TrialId(4), 0.1 + 0.2, 1, Checkpoint, Checkpoint.Iteration,
        1e300, 8, Config,
        [
            new HyperparameterChange("lr", 0.125, 0.1, "×0.8"),
            new HyperparameterChange("units", null, 2, "resample"),
            new HyperparameterChange("gone", "x", null, "inherited"),
        ]);

    public static ImmutableArray<ExperimentEvent> Events { get; } =
    [
        new Opened(Time, new MachineResources([0, 1, 2, 3], ["0", "GPU-1a2b"], 1L << 36, Counts(("b", 2), ("a", 1)))),
        new AttemptStarted(Time, Trial, 0, Config),
        new Reported(
            Time.AddTicks(1_234_567), Trial, 1, 17, new Metrics(
                [new("loss", -0.0), new("nan", double.NaN), new("up", double.PositiveInfinity),
                    new("down", double.NegativeInfinity), new("tiny", double.Epsilon), new("sum", 0.1 + 0.2)]),
            CanSave: true),
        new CheckpointSaved(Time, Trial, 1, 17, 1L << 40),
        new AttemptEnded(Time, Trial, 1, AttemptOutcome.Failed, new TrialError("System.Exception", "tab\t", "at\n  x")),
        new AttemptEnded(Time, Trial, 2, AttemptOutcome.Completed, null),
        new AttemptEnded(Time, Trial, 3, AttemptOutcome.Left, null),
        new AttemptEnded(Time, Trial, 4, AttemptOutcome.Lost, new TrialError(TrialError.WorkerLost, "SIGKILL")),
        new CheckpointDamaged(Time, Trial, 5, Checkpoint, "File 'w' is missing."),
        new TimePassed(Time),
        new StopRequested(Time, "Ctrl+C"),
        new Opened(
            Time, new MachineResources([0], [], 0, Counts()),
            new ExperimentSetup("AtIteration(40)", 8, "first in, first out", "RandomSampler", new FoldRules(
                "t", 5, KeepsBest: true, [0.125], []))),
        new Reported(
            Time, Trial, 0, 2, new Metrics([new("loss", 0.5)]), CanSave: false, Unread: ["momentum", "größe.\"b\""]),
        new AttemptEnded(Time, Trial, 0, AttemptOutcome.Completed, null, Unread: ["momentum"]),
        new Proposed(Time, Trial, Config, null, TimeSpan.FromMilliseconds(2.5)),
        new Proposed(Time, Trial, null, "the function of 'x' threw", TimeSpan.Zero),
        new Opened(
            Time, new MachineResources([0], [], 0, Counts()),
            new ExperimentSetup("never", null, "pasha", "RandomSampler", new FoldRules(
                null, 0, KeepsBest: true, [], [], AverageFrom: 2.5, KeepsCurve: true))),
        new Opened(
            Time, new MachineResources([0], [], 0, Counts()),
            new ExperimentSetup("AtIteration(40)", 8, "population based training", "RandomSampler", new FoldRules(
                null, 0, KeepsBest: true, [], [], ScoreChangesKept: 200))),
        new Opened(
            Time, new MachineResources([0], [], 0, Counts()),
            new ExperimentSetup("AtIteration(40)", 8, "population based training", "RandomSampler", new FoldRules(
                null, 0, KeepsBest: true, [], [], KeepsOrigins: true))),
        new Opened(Time, new MachineResources([0], [], 0, Counts()), Memory: MemoryLevel.Critical),
        new PauseRequested(Time, Trial),
        new PauseRequested(Time, Trial: null),
        new ResumeRequested(Time, Trial),
        new ResumeRequested(Time, Trial: null),
        new MemoryReported(Time, MemoryLevel.Short, 1L << 29, 1L << 34),
        new MemoryReported(
            Time, MemoryLevel.Critical, 1 << 20, 1L << 34, [new AttemptMemory(Trial, 2, 1L << 33)]),
        new MemoryReported(Time, MemoryLevel.Ample, 1L << 33, 1L << 34),
        new MemoryExceeded(Time, Trial, 2, 1L << 33, 1L << 32),
        new AttemptEnded(
            Time, Trial, 4, AttemptOutcome.Lost, new TrialError(TrialError.MemoryExceeded, "it took 8 GiB")),
    ];

    public static ImmutableArray<Command> Commands { get; } =
    [
        new CreateTrial(Trial, Config, 3, ulong.MaxValue),
        new StartAttempt(Trial, 0, 3, Config, null, 0, 0, Allocation, 7, 1),
        new StartAttempt(Trial, 1, 3, Configuration.Empty, Checkpoint, 12, 12.5, Allocation, 7, 0.25),
        new Answer(Trial, 1, 17, ReplyKind.Continue),
        new Answer(Trial, 1, 17, ReplyKind.Save, Checkpoint, SavePurpose.Safety, null, 0.5),
        new Answer(Trial, 1, 17, ReplyKind.Save, Checkpoint, SavePurpose.ReadyPoint),
        new Answer(Trial, 1, 17, ReplyKind.Save, Checkpoint, SavePurpose.Yield),
        new Answer(
            Trial, 1, 18, ReplyKind.Save, Checkpoint, SavePurpose.End,
            new EndTrial(Trial, TrialStatus.Completed, "40 iterations")),
        new Answer(Trial, 1, 17, ReplyKind.Yield),
        new Answer(Trial, 1, 17, ReplyKind.Stop),
        new Hold(Trial, HoldKind.Generation),
        new Hold(Trial, HoldKind.Drift),
        new Release(Trial),
        new MarkReady(Trial, null),
        new MarkReady(Trial, 0.5),
        new Reconfigure(Trial, 13, Config, Checkpoint),
        new ExploitDonor(Exploit, 12),
        new CloseGeneration(5),
        new KillAttempt(Trial, 1, "silent for 60 s"),
        new EndTrial(Trial, TrialStatus.Completed, "40 iterations"),
        new EndTrial(Trial, TrialStatus.Stopped, "rung 3"),
        new EndTrial(Trial, TrialStatus.Failed, "threw"),
        new DeleteCheckpoint(Checkpoint),
        new Warn("greed", "lr < 0.01", Trial),
        new Warn("space", "", null),
        new CloseSampler(),
        new CloseExperiment(ExperimentStatus.Interrupted, "Ctrl+C"),
        new EndExperiment(ExperimentStatus.Completed, "all trials have ended"),
        new EndExperiment(ExperimentStatus.Failed, "metric 'acc' is missing"),
        new ReopenTrial(Trial),
        new RequestProposal(Trial),
        new Hold(Trial, HoldKind.Rung),
        new EnterBracket(Trial, 2),
        new EnterRung(Trial, new RungEntry(0, 2.5, new Score(0.1 + 0.2), RungDecision.Stops, new Score(-0.5))),
        new EnterRung(Trial, new RungEntry(1, 27, new Score(double.NaN), RungDecision.Waits)),
        new DecideRung(Trial, RungDecision.Promoted),
        new DecideRung(Trial, RungDecision.Stops, new Score(0.5)),
        new RaiseTopRung(81),
        new ExploitDonor(Exploit with { Note = "model of 9 changes" }, 13),
        new RecordRound(-0.125, 2),
        new RestartPopulation(1),
        new Reconfigure(Trial, 14, Config, Checkpoint, new WeightRestart(0.2, 0.1)),
        new StartAttempt(Trial, 2, 14, Config, Checkpoint, 12, 12.5, Allocation, 7, 1, new WeightRestart(0, 1)),
        new EndEvaluation(Trial, "handed down to trial 2"),
        new ExploitDonor(Exploit with { Evaluation = new EvaluationState(Trial, 3, new TrialId(2), 5, 12.5) }, 15),
        new ExploitDonor(Exploit with { TakesCurve = true }, 16),
        new KillAttempt(Trial, 1, "it took 8 GiB", TrialError.MemoryExceeded),
    ];

    private static ImmutableSortedDictionary<string, long> Counts(params (string Name, long Count)[] counts) => counts
        .ToImmutableSortedDictionary(static c => c.Name, static c => c.Count, StringComparer.Ordinal);
}
