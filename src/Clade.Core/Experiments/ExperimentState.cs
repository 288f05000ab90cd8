using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Clade.Experiments;

/// <summary>The state of an experiment: a fold over its events and commands. Data only.</summary>
internal sealed record ExperimentState
{
    public static ExperimentState Empty { get; } = new();

    public ExperimentStatus Status { get; init; }

    /// <summary>The time of the last event.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>When a driver opened the experiment last.</summary>
    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>How long earlier drivers had it open.</summary>
    public TimeSpan ActiveBefore { get; init; }

    /// <summary>How often it was opened; 0 before the first event.</summary>
    public int Openings { get; init; }

    public MachineResources? Machine { get; init; }

    /// <summary>How much memory the machine has left, as its driver said last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public MemoryLevel Memory { get; init; }

    /// <summary>Whether the user paused the whole experiment; opening it again ends that.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsPaused { get; init; }

    /// <summary>The options since the last opening.</summary>
    public ExperimentSetup? Setup { get; init; }

    /// <summary>
    /// Whether the options have changed and nothing has been made of it yet: a user's function threw at the opening.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsExtensionDue { get; init; }

    /// <summary>Trials by id: trial i is at index i.</summary>
    public ImmutableList<TrialState> Trials { get; init; } = [];

    /// <summary>Trials that could be given to a worker now, the most behind first.</summary>
    public ImmutableSortedSet<WaitingTrial> Waiting { get; init; } = [];

    /// <summary>Trials with a live attempt.</summary>
    public ImmutableSortedSet<TrialId> Live { get; init; } = [];

    /// <summary>What decisions ask of all trials at once; derived from them.</summary>
    [JsonIgnore]
    public Ranking Ranking
    {
        get => field ??= Ranking.Of(Trials);
        init;
    }

    /// <summary>The rungs that trials have come to; derived from them.</summary>
    [JsonIgnore]
    public Rungs Rungs
    {
        get => field ??= Rungs.Of(Trials);
        init;
    }

    /// <summary>The highest rung that trials may come to; none while a scheduler has not raised it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double? TopRung { get; init; }

    /// <summary>How many trials have ended.</summary>
    public int Ended { get; init; }

    /// <summary>Whether the sampler has no further configuration.</summary>
    public bool SamplerExhausted { get; init; }

    /// <summary>The trial for which a sampler that learns has been asked and has not answered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public TrialId? ProposalAwaited { get; init; }

    /// <summary>The sampler's last answer; its configuration is none once a trial has it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ProposalState? Proposal { get; init; }

    public int SegmentCount { get; init; }

    /// <summary>Synchronous mode: how many generations are closed.</summary>
    public int Generation { get; init; }

    /// <summary>Synchronous mode: when the first member of the open generation arrived.</summary>
    public DateTimeOffset? FirstArrival { get; init; }

    /// <summary>What a population that restarts when it stagnates remembers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RoundsState? Rounds { get; init; }

    public int ExploitCount { get; init; }

    public long ReportCount { get; init; }

    /// <summary>Checkpoints that exist.</summary>
    public ImmutableDictionary<CheckpointId, CheckpointState> Checkpoints { get; init; } =
        ImmutableDictionary<CheckpointId, CheckpointState>.Empty;

    /// <summary>Checkpoints that nothing refers to any more.</summary>
    public ImmutableSortedSet<CheckpointId> Unreferenced { get; init; } = [];

    /// <summary>The best unit so far.</summary>
    public BestUnit? Best { get; init; }

    /// <summary>The best score of all reports so far, saved or not.</summary>
    public Score BestScore { get; init; } = Score.Worst;

    /// <summary>The best score of a first iteration: what weights that nobody trained come to, at most.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Score? BestFirstScore { get; init; }

    public ImmutableArray<PlateauState> Plateaus { get; init; } = [];

    /// <summary>
    /// The last changes of scores, oldest first, as many as the scheduler asks for; none before the first.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableList<ScoreChange>? ScoreChanges { get; init; }

    /// <summary>Exploits that copied a donor which an earlier exploit had given another learning rate.</summary>
    public int AcceptedRateChanges { get; init; }

    /// <summary>Those of them where it had been lowered.</summary>
    public int AcceptedRateDrops { get; init; }

    /// <summary>Codes of warnings that were given.</summary>
    public ImmutableSortedSet<string> Warned { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>
    /// Why no new work is begun: a stop rule for the whole experiment, a request to stop, a fatal mistake.
    /// </summary>
    public ClosingState? Closing { get; init; }

    /// <summary>Why it ended.</summary>
    public string? EndReason { get; init; }

    /// <summary>How long drivers have had the experiment open.</summary>
    public TimeSpan Active => Openings == 0 ? TimeSpan.Zero : ActiveBefore + (Now - OpenedAt);

    /// <summary>Whether the user has told this trial, or all, to wait.</summary>
    public bool IsPausedByUser(TrialId id) => IsPaused || this[id].PausedByUser;

    public TrialState this[TrialId id] => Trials[id.Value];
}

/// <summary>A trial that waits for room; sorts by how far behind it is.</summary>
/// <param name="Time">The time attribute where it would go on.</param>
/// <param name="Trial">The trial.</param>
internal readonly record struct WaitingTrial(double Time, TrialId Trial) : IComparable<WaitingTrial>
{
    public int CompareTo(WaitingTrial other) =>
        Time.CompareTo(other.Time) is var byTime and not 0 ? byTime : Trial.CompareTo(other.Trial);
}

/// <summary>A checkpoint that exists.</summary>
/// <param name="Config">The configuration that it was trained with last.</param>
/// <param name="Segment">The segment that it belongs to.</param>
/// <param name="Time">The time attribute.</param>
/// <param name="Score">The score of the report that it was saved with.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="References">How many places hold it; at 0 it is deleted.</param>
internal sealed record CheckpointState(
    Configuration Config, int Segment, double Time, Score Score, long Bytes, int References);

/// <summary>What a sampler that learns said last.</summary>
/// <param name="Config">The configuration for the next trial; none if it is used up.</param>
/// <param name="Took">How long it took.</param>
internal sealed record ProposalState(Configuration? Config, TimeSpan Took);

/// <summary>The best configuration, with what earned it.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Segment">The segment.</param>
/// <param name="Config">The configuration.</param>
/// <param name="Score">The score.</param>
/// <param name="Iteration">The iteration.</param>
/// <param name="Checkpoint">The checkpoint; none if the training function saves none.</param>
internal sealed record BestUnit(
    TrialId Trial, int Segment, Configuration Config, Score Score, long Iteration, CheckpointId? Checkpoint);

/// <summary>The experiment is coming to its end.</summary>
/// <param name="Status">What it will be.</param>
/// <param name="Reason">For people.</param>
internal sealed record ClosingState(ExperimentStatus Status, string Reason);
