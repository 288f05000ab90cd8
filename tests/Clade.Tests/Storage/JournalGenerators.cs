using System.Collections.Immutable;
using Clade.Experiments;
using CsCheck;

namespace Clade.Tests.Storage;

/// <summary>Random events, commands and states, with the awkward values in every field that can hold them.</summary>
internal static class JournalGenerators
{
    // Extremes of the format: no number for JSON, more digits than most, a sign that equality doesn't see.
    private static readonly Gen<double> Floats = Gen.OneOf(
        Gen.Double[-1e6, 1e6], Gen.Double,
        OneOf(
            double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, 0.1, double.MaxValue,
            double.Epsilon, 2));

    private static readonly Gen<double> Finite = Floats.Select(static d => double.IsFinite(d) ? d : 1.5);

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Char.Array[0, 12].Select(static c => new string([.. c.Select(x => char.IsSurrogate(x) ? '×' : x)])),
        OneOf("", "×1.2", "\"quoted\"\r\n\t\0", "emoji 🐈", "</script>", "NaN"));

    private static readonly Gen<string> Names = OneOf("lr", "optimizer.lr", "höhe", "a b", "$type", "\"");

    private static readonly Gen<TrialId> Trials = Gen.Int[0, 1000].Select(static i => new TrialId(i));

    private static readonly Gen<CheckpointId> Checkpoints = Gen.Select(
        Trials, Gen.Int[0, 9], Gen.Long[0, long.MaxValue], static (t, a, i) => new CheckpointId(t, a, i));

    private static readonly Gen<CheckpointId?> MaybeCheckpoints = Maybe(Checkpoints);

    private static readonly Gen<DateTimeOffset> Times = Gen.Select(
        Gen.Long[new DateTime(1970, 1, 2).Ticks, new DateTime(2200, 1, 1).Ticks], Gen.Int[-14 * 60, 14 * 60],
        static (ticks, minutes) => new DateTimeOffset(ticks, TimeSpan.FromMinutes(minutes)));

    private static readonly Gen<HyperparameterValue> Values = Gen.OneOf(
        Finite.Select(HyperparameterValue.FromDouble), Gen.Long.Select(HyperparameterValue.FromInt64),
        Gen.Bool.Select(HyperparameterValue.FromBoolean), Texts.Select(HyperparameterValue.FromString));

    private static readonly Gen<Configuration> Configurations = Named(Values).Select(static c => new Configuration(c));

    private static readonly Gen<Metrics> Measured = Named(Floats).Select(static m => new Metrics(m));

    private static readonly Gen<Score> Scores = Floats.Select(static d => new Score(d));

    private static readonly Gen<ImmutableSortedDictionary<string, long>> Counts =
        Named(Gen.Long[0, long.MaxValue]).Select(static c => c.ToImmutableSortedDictionary(StringComparer.Ordinal));

    private static readonly Gen<ImmutableArray<string>> Devices =
        Texts.Array[0, 3].Select(static d => d.ToImmutableArray());

    private static readonly Gen<ImmutableArray<int>> Cpus =
        Gen.Int[0, 63].Array[0, 3].Select(static d => d.ToImmutableArray());

    private static readonly Gen<MachineResources> Machines = Gen.Select(
        Cpus, Devices, Gen.Long, Counts, static (c, g, m, n) => new MachineResources(c, g, m, n));

    private static readonly Gen<double> Amounts = OneOf(0, 0.001, 0.29, 0.1 + 0.2, 1, 2, 1000);

    private static readonly Gen<ResourceAllocation> Allocations = Gen.Select(
        Cpus, Devices, Amounts, Amounts, Gen.Long[0, long.MaxValue], Counts, static (c, g, cpu, gpu, m, n) =>
            new ResourceAllocation(c, g, new Resources(cpu, gpu) { MemoryBytes = m, Custom = n }));

    private static readonly Gen<TrialError?> Errors = Gen.OneOf(
        Gen.Select(Texts, Texts, Texts, static (k, m, d) => (TrialError?)new TrialError(k, m, d)),
        Gen.Const((TrialError?)null));

    private static readonly Gen<HyperparameterChange> Changes = Gen.Select(
        Names, Maybe(Values), Maybe(Values), Texts, static (n, o, v, x) => new HyperparameterChange(n, o, v, x));

    private static readonly Gen<ExploitRecord> Exploits = Gen.Select(
        Times, Trials, Floats, Gen.Int, Gen.Long, Gen.Select(Trials, Floats, Gen.Int), Checkpoints,
        Gen.Select(Gen.Long, Floats, Gen.Int, Configurations, Changes.Array[0, 3]),
        static (time, victim, score, rank, iteration, donor, checkpoint, rest) => new ExploitRecord(
            time, victim, score, rank, iteration, donor.Item1, donor.Item2, donor.Item3, checkpoint, rest.Item1,
            rest.Item2, rest.Item3, rest.Item4, [.. rest.Item5])
        {
            Note = rest.Item5.Length == 1 ? "model" : null,
            Evaluation = rest.Item5.Length == 2 ? new EvaluationState(donor.Item1, rank, victim, 7, score) : null,
            TakesCurve = rest.Item5.Length == 3,
        });

    private static readonly Gen<ExperimentSetup?> Setups = Gen.Select(
        Texts, Maybe(Gen.Int), Floats.Array[0, 2], Gen.Bool, static (text, trials, deltas, any) => any
            ? new ExperimentSetup(text, trials, text, "s", new FoldRules(
                text, 3, deltas.Length == 1, [.. deltas], [], deltas.Length == 0 ? trials : null, deltas.Length == 2,
                deltas.Length * 100, KeepsOrigins: deltas.Length == 2))
            : null);

    private static readonly Gen<WeightRestart?> Restarts = Gen.Select(
        Floats, Floats, Gen.Bool, static (s, p, any) => any ? new WeightRestart(s, p) : null);

    private static readonly Gen<EndTrial> Ends =
        Gen.Select(Trials, Any<TrialStatus>(), Texts, static (t, s, r) => new EndTrial(t, s, r));

    private static readonly Gen<EndTrial?> MaybeEnds =
        Gen.Select(Ends, Gen.Bool, static (end, any) => any ? end : null);

    private static readonly Gen<ImmutableArray<string>?> MaybeNames =
        Maybe(Texts.Array[0, 3].Select(static names => names.ToImmutableArray()));

    private static readonly Gen<ImmutableArray<AttemptMemory>> AttemptMemories = Gen.Select(
        Trials, Gen.Int, Gen.Long, static (t, a, b) => new AttemptMemory(t, a, b)).Array[0, 3]
        .Select(static all => all.ToImmutableArray());

    public static Gen<ExperimentEvent> Events { get; } = Gen.OneOf(
        Gen.Select(Times, Machines, Setups, static (t, m, s) => (ExperimentEvent)new Opened(t, m, s)),
        Gen.Select(Times, Trials, Gen.Int, Configurations, static (t, i, a, c) =>
            (ExperimentEvent)new AttemptStarted(t, i, a, c)),
        Gen.Select(Times, Trials, Gen.Int, Gen.Long, Measured, Gen.Bool, MaybeNames, static (t, i, a, s, m, c, u) =>
            (ExperimentEvent)new Reported(t, i, a, s, m, c, u)),
        Gen.Select(Times, Trials, Gen.Int, Gen.Long, Gen.Long, static (t, i, a, s, b) =>
            (ExperimentEvent)new CheckpointSaved(t, i, a, s, b)),
        Gen.Select(Times, Trials, Gen.Int, Any<AttemptOutcome>(), Errors, MaybeNames, static (t, i, a, o, e, u) =>
            (ExperimentEvent)new AttemptEnded(t, i, a, o, e, u)),
        Gen.Select(Times, Trials, Gen.Int, Checkpoints, Texts, static (t, i, a, c, r) =>
            (ExperimentEvent)new CheckpointDamaged(t, i, a, c, r)),
        Gen.Select(Times, Trials, Configurations, Gen.Bool, Texts, Gen.Long, static (t, i, c, n, m, k) =>
            (ExperimentEvent)new Proposed(t, i, n ? null : c, n ? m : null, TimeSpan.FromTicks(k))),
        Times.Select(static t => (ExperimentEvent)new TimePassed(t)),
        Gen.Select(Times, Texts, static (t, r) => (ExperimentEvent)new StopRequested(t, r)),
        Gen.Select(Times, Maybe(Trials), static (t, i) => (ExperimentEvent)new PauseRequested(t, i)),
        Gen.Select(Times, Maybe(Trials), static (t, i) => (ExperimentEvent)new ResumeRequested(t, i)),
        Gen.Select(Times, Any<MemoryLevel>(), Gen.Long, Gen.Long, Maybe(AttemptMemories), static (t, l, a, b, m) =>
            (ExperimentEvent)new MemoryReported(t, l, a, b, m)),
        Gen.Select(Times, Trials, Gen.Int, Gen.Long, Gen.Long, static (t, i, a, b, l) =>
            (ExperimentEvent)new MemoryExceeded(t, i, a, b, l)));

    private static readonly Gen<RungEntry> RungEntries = Gen.Select(
        Gen.Int, Floats, Scores, Maybe(Scores), Any<RungDecision>(), static (b, l, s, c, d) =>
            new RungEntry(b, l, s, d, c));

    public static Gen<Command> Commands { get; } = Gen.OneOf(
        Gen.Select(Trials, Configurations, Gen.Int, Gen.ULong, static (t, c, s, n) =>
            (Command)new CreateTrial(t, c, s, n)),
        Gen.Select(
            Trials, Gen.Int, Gen.Int, Configurations, MaybeCheckpoints, Gen.Select(Gen.Long, Floats), Allocations,
            Gen.Select(Gen.ULong, Floats, Restarts), static (t, a, s, c, k, at, r, n) =>
                (Command)new StartAttempt(t, a, s, c, k, at.Item1, at.Item2, r, n.Item1, n.Item2, n.Item3)),
        Gen.Select(
            Trials, Gen.Int, Gen.Long, Any<ReplyKind>(), MaybeCheckpoints, Maybe(Any<SavePurpose>()), MaybeEnds, Floats,
            static (t, a, s, k, c, p, e, f) => (Command)new Answer(t, a, s, k, c, p, e, f)),
        Gen.Select(Trials, Any<HoldKind>(), static (t, k) => (Command)new Hold(t, k)),
        Gen.Select(Trials, Maybe(Floats), static (t, e) => (Command)new MarkReady(t, e)),
        Gen.Select(Trials, Gen.Int, Configurations, Checkpoints, Restarts, static (t, s, c, k, r) =>
            (Command)new Reconfigure(t, s, c, k, r)),
        Gen.Select(Floats, Gen.Int, static (b, f) => (Command)new RecordRound(b, f)),
        Gen.Int.Select(static r => (Command)new RestartPopulation(r)),
        Gen.Select(Trials, Texts, static (t, r) => (Command)new EndEvaluation(t, r)),
        Trials.Select(static t => (Command)new Release(t)),
        Trials.Select(static t => (Command)new RequestProposal(t)),
        Gen.Select(Exploits, Gen.Int, static (r, s) => (Command)new ExploitDonor(r, s)),
        Gen.Int.Select(static g => (Command)new CloseGeneration(g)),
        Gen.Select(Trials, Gen.Int, static (t, b) => (Command)new EnterBracket(t, b)),
        Gen.Select(Trials, RungEntries, static (t, e) => (Command)new EnterRung(t, e)),
        Gen.Select(Trials, Any<RungDecision>(), Maybe(Scores), static (t, d, c) => (Command)new DecideRung(t, d, c)),
        Floats.Select(static l => (Command)new RaiseTopRung(l)),
        Gen.Select(Trials, Gen.Int, Texts, Gen.Bool, static (t, a, r, k) =>
            (Command)new KillAttempt(t, a, r, k ? r : null)),
        Ends.Select(static end => (Command)end),
        Trials.Select(static t => (Command)new ReopenTrial(t)),
        Checkpoints.Select(static c => (Command)new DeleteCheckpoint(c)),
        Gen.Select(Texts, Texts, Maybe(Trials), static (c, m, t) => (Command)new Warn(c, m, t)),
        Gen.Const((Command)new CloseSampler()),
        Gen.Select(Any<ExperimentStatus>(), Texts, static (s, r) => (Command)new CloseExperiment(s, r)),
        Gen.Select(Any<ExperimentStatus>(), Texts, static (s, r) => (Command)new EndExperiment(s, r)));

    private static readonly Gen<PlateauState> Plateaus =
        Gen.Select(Scores, Gen.Long, Gen.Long, static (s, a, b) => new PlateauState(s, a, b));

    private static readonly Gen<ReadyUnit?> Ready = Gen.Select(
        Scores, Maybe(Finite), Gen.Long, Floats, Configurations, Gen.Int, MaybeCheckpoints, Gen.Bool,
        static (s, e, i, t, c, g, k, any) => any ? new ReadyUnit(s, e, i, t, c, g, k) : null);

    private static readonly Gen<AttemptState?> Attempts = Gen.Select(
        Gen.Select(Gen.Int, Any<AttemptPhase>()), Gen.Long, Gen.Bool, Maybe(Any<SavePurpose>()), MaybeEnds,
        Gen.Select(Times, Times), Allocations, Gen.Bool, static (n, s, can, save, end, heard, r, any) => any
            ? new AttemptState(n.Item1, n.Item2, s, can, save, end, heard.Item1, heard.Item2, !can, r)
            : null);

    private static readonly Gen<TrialCourse?> Courses = Gen.Select(
        Maybe(Gen.Int), RungEntries.Array[0, 3], Gen.Select(Floats, Scores).Array[0, 3], Gen.Bool,
        static (bracket, rungs, curve, any) => !any ? null : new TrialCourse
        {
            Bracket = bracket,
            Rungs = [.. rungs],
            Promotions = rungs.Length,
            Average = curve.Length == 0 ? null : new RunningAverage(curve[0].Item1, 3, curve[0].Item2.Value),
            Curve = curve.Length == 1 ? null : [.. curve.Select(static c => new LevelScore(c.Item1, c.Item2))],
        });

    private static readonly Gen<TrialState> TrialStates = Gen.Select(
        Gen.Select(Trials, Configurations, Gen.ULong, Any<TrialStatus>(), Floats, Courses),
        Gen.Select(Measured, Scores, Scores),
        Floats.Array[0, 3], Ready, Checkpoints.Array[0, 3], Attempts, Errors, Plateaus.Array[0, 2],
        static (a, b, recent, ready, checkpoints, attempt, error, plateaus) => new TrialState
        {
            Id = a.Item1,
            Config = a.Item2,
            Seed = a.Item3,
            Segment = recent.Length,
            Status = a.Item4,
            Iteration = 12,
            Time = a.Item5,
            LastMetrics = recent.Length == 0 ? null : b.Item1,
            Score = b.Item2,
            BestScore = b.Item3,
            RecentScores = [.. recent],
            Course = a.Item6,
            Ready = ready,
            ChangesFrom = recent.Length == 2 ? new ScoreMark(a.Item5, 0.1 + 0.2) : null,
            ReadyCount = 3,
            ReadyTime = a.Item5,
            Hold = recent.Length == 1 ? HoldKind.Drift : null,
            Founder = new TrialId(4),
            Origin = recent.Length == 2 ? a.Item2 : null,
            Velocity = recent.Length == 2 ? b.Item1 : null,
            Restart = recent.Length == 2 ? new PendingRestart([.. checkpoints], new WeightRestart(0.2, 0.1)) : null,
            Evaluation = recent.Length == 2 ? new EvaluationState(new TrialId(4), 3, new TrialId(2), 5, a.Item5) : null,
            WaitsSince = recent.Length,
            HasReturned = recent.Length == 1,
            PausedByUser = recent.Length == 2,
            MemoryExceededFrom = recent.Length == 1 ? 7 : null,
            RateChange = -1,
            RestoredScore = recent.Length == 2 ? b.Item2 : null,
            Checkpoints = [.. checkpoints],
            Attempt = attempt,
            AttemptCount = 2,
            Failures = 3,
            FailuresSinceExploit = 1,
            LostWorkers = 4,
            LostWorkersSinceExploit = 2,
            Error = error,
            Plateaus = [.. plateaus],
            EndReason = error?.Message,
        });

    public static Gen<ExperimentState> States { get; } = Gen.Select(
        Gen.Select(Any<ExperimentStatus>(), Times, Machines, Scores), TrialStates.Array[0, 4],
        Gen.Select(Floats, Trials).Array[0, 3], Trials.Array[0, 3],
        Gen.Select(Checkpoints, Gen.Select(Configurations, Gen.Int, Floats, Scores, Gen.Long)).Array[0, 4],
        Gen.Select(Trials, Configurations, Scores, MaybeCheckpoints), Plateaus.Array[0, 2], Texts.Array[0, 3],
        static (a, trials, waiting, live, checkpoints, best, plateaus, warned) => new ExperimentState
        {
            Status = a.Item1,
            Now = a.Item2,
            OpenedAt = a.Item2.AddTicks(-17),
            ActiveBefore = TimeSpan.FromTicks(12_345_678_901),
            Openings = 2,
            Machine = trials.Length == 0 ? null : a.Item3,
            Setup = trials.Length == 0
                ? null
                : new ExperimentSetup("s", 3, "f", "r", new FoldRules("t", 1, true, [], [])),
            Trials = [.. trials],
            Waiting = [.. waiting.Select(static w => new WaitingTrial(w.Item1, w.Item2))],
            Live = [.. live],
            Ended = 1,
            SamplerExhausted = trials.Length == 1,
            SegmentCount = 7,
            Generation = 3,
            Rounds = trials.Length == 1 ? new RoundsState(1, 3, [0.1, -2], 2) : null,
            FirstArrival = trials.Length == 1 ? a.Item2.AddTicks(-3) : null,
            Unreferenced = [.. checkpoints.Select(static c => c.Item1)],
            TopRung = trials.Length == 1 ? 9 : null,
            ScoreChanges = trials.Length < 2
                ? null
                : [.. trials.Select(trial => new ScoreChange(trial.Id, 1, 0.5, 3, trial.Time, trial.Config))],
            AcceptedRateChanges = 9,
            AcceptedRateDrops = 8,
            ExploitCount = 4,
            ReportCount = 5,
            Checkpoints = checkpoints.Select(static c => KeyValuePair.Create(c.Item1, new CheckpointState(
                c.Item2.Item1, c.Item2.Item2, c.Item2.Item3, c.Item2.Item4, c.Item2.Item5, 1)))
                .DistinctBy(static c => c.Key).ToImmutableDictionary(),
            Best = trials.Length == 2 ? null : new BestUnit(best.Item1, 3, best.Item2, best.Item3, 8, best.Item4),
            BestScore = a.Item4,
            Plateaus = [.. plateaus],
            Warned = warned.ToImmutableSortedSet(StringComparer.Ordinal),
            Closing = trials.Length == 3 ? new ClosingState(a.Item1, "why") : null,
            EndReason = trials.Length == 3 ? "why" : null,
        });

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<T> Any<T>()
        where T : struct, Enum => OneOf(Enum.GetValues<T>());

    private static Gen<T?> Maybe<T>(Gen<T> some)
        where T : struct => Gen.OneOf(some.Select(static value => (T?)value), Gen.Const((T?)null));

    private static Gen<KeyValuePair<string, T>[]> Named<T>(Gen<T> values) =>
        Gen.Select(Names, values).Array[0, 5].Select(static items => items
            .DistinctBy(static item => item.Item1)
            .Select(static item => KeyValuePair.Create(item.Item1, item.Item2)).ToArray());
}
