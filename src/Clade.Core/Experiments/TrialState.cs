using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Clade.Experiments;

/// <summary>Everything that the experiment knows of one trial. Data only: it can be written and read back.</summary>
internal sealed record TrialState
{
    public required TrialId Id { get; init; }

    /// <summary>The configuration in force, or the one that the next attempt gets.</summary>
    public required Configuration Config { get; init; }

    public required ulong Seed { get; init; }

    public required int Segment { get; init; }

    public TrialStatus Status { get; init; }

    /// <summary>Iterations done, counted through every exploit from the founder's first.</summary>
    public long Iteration { get; init; }

    /// <summary>The time attribute's value at <see cref="Iteration"/>.</summary>
    public double Time { get; init; }

    /// <summary>The last report's metrics.</summary>
    public Metrics? LastMetrics { get; init; }

    public Score Score { get; init; } = Score.Worst;

    /// <summary>The best score of the reports of this trial, whatever its configuration was.</summary>
    public Score BestScore { get; init; } = Score.Worst;

    /// <summary>
    /// Scores of the last reports since the last exploit, newest last; as many as the scheduler asks for.
    /// </summary>
    public ImmutableArray<double> RecentScores { get; init; } = [];

    /// <summary>The unit of score and checkpoint recorded at the last ready point.</summary>
    public ReadyUnit? Ready { get; init; }

    /// <summary>What the score's next change counts from; none unless the scheduler learns from changes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ScoreMark? ChangesFrom { get; init; }

    /// <summary>How many ready points there were.</summary>
    public int ReadyCount { get; init; }

    /// <summary>
    /// The time from which the next ready point counts: the last one's, or the donor's after an exploit.
    /// </summary>
    public double ReadyTime { get; init; }

    /// <summary>What it waits for: while it does, it gets no answer and no new attempt.</summary>
    public HoldKind? Hold { get; init; }

    /// <summary>Whether the user told it to wait, until told otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool PausedByUser { get; init; }

    /// <summary>
    /// Checkpoints to start from, newest first; what follows the first are ancestors, against damage.
    /// </summary>
    public ImmutableArray<CheckpointId> Checkpoints { get; init; } = [];

    public AttemptState? Attempt { get; init; }

    /// <summary>How many attempts were ordered.</summary>
    public int AttemptCount { get; init; }

    /// <summary>How often the training function threw, in all.</summary>
    public int Failures { get; init; }

    /// <summary>How often it threw since the last exploit: what the retries are counted by.</summary>
    public int FailuresSinceExploit { get; init; }

    /// <summary>How many workers were lost, in all.</summary>
    public int LostWorkers { get; init; }

    /// <summary>How many were lost since the last exploit: what the retries are counted by.</summary>
    public int LostWorkersSinceExploit { get; init; }

    public TrialError? Error { get; init; }

    /// <summary>
    /// The iteration from which it went on when it was ended last for taking more memory than it asked for.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? MemoryExceededFrom { get; init; }

    /// <summary>The trial whose first segment is at the root of this one's lineage.</summary>
    public TrialId Founder { get; init; }

    /// <summary>
    /// The configuration that its lineage began with, since the last restart of the population; kept where it restarts.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Configuration? Origin { get; init; }

    /// <summary>How its hyperparameters moved in its last exploit, for an explore rule with momentum.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Metrics? Velocity { get; init; }

    /// <summary>What it evaluates; none unless it is an evaluator of faster improvement rates at work.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EvaluationState? Evaluation { get; init; }

    /// <summary>
    /// The generation since which nobody has evaluated it, nor has it copied; where improvement rates matter.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int WaitsSince { get; init; }

    /// <summary>What to do to weights from before the last restart of the population.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PendingRestart? Restart { get; init; }

    /// <summary>
    /// Whether its last exploit raised (1) or lowered (-1) the learning rate, as far as there is one.
    /// </summary>
    public int RateChange { get; init; }

    /// <summary>The score that the checkpoint of the live attempt was saved with, until its first report.</summary>
    public Score? RestoredScore { get; init; }

    /// <summary>
    /// For each stop rule of the experiment that remembers something, what it remembers of this trial.
    /// </summary>
    public ImmutableArray<PlateauState> Plateaus { get; init; } = [];

    /// <summary>What schedulers that compare trials in their course remember; none under the others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public TrialCourse? Course { get; init; }

    /// <summary>Whether its training function returned by itself: it would do so again.</summary>
    public bool HasReturned { get; init; }

    /// <summary>Why the trial ended.</summary>
    public string? EndReason { get; init; }

    public bool HasEnded => Status is TrialStatus.Completed or TrialStatus.Stopped or TrialStatus.Failed;

    /// <summary>Whether it came to a rung and has not been let past it.</summary>
    public bool AwaitsPromotion => Course?.Last is { Decision: RungDecision.Waits };

    /// <summary>Could be given to a worker now.</summary>
    public bool IsRunnable => Status == TrialStatus.Waiting && Attempt is null && Hold is null && !PausedByUser;

    /// <summary>Whether its attempt goes on by itself, rather than waiting for other trials.</summary>
    public bool IsBusy => Attempt is not null && (HasEnded || Hold is null || Attempt.Phase != AttemptPhase.Reporting);
}

/// <summary>
/// What belongs together at a ready point: this score was earned by this checkpoint and configuration.
/// </summary>
/// <param name="Score">The score.</param>
/// <param name="StandardError">Its standard error, where reports carry one.</param>
/// <param name="Iteration">The iteration.</param>
/// <param name="Time">The time attribute.</param>
/// <param name="Config">The configuration that earned the score.</param>
/// <param name="Segment">The segment that it belongs to.</param>
/// <param name="Checkpoint">
/// The checkpoint; none once the trial gave it up in an exploit, and then it can't donate.
/// </param>
internal sealed record ReadyUnit(
    Score Score, double? StandardError, long Iteration, double Time, Configuration Config, int Segment,
    CheckpointId? Checkpoint);

/// <summary>What an evaluator of faster improvement rates evaluates.</summary>
/// <param name="Parent">The trial whose weights it took over.</param>
/// <param name="ParentSegment">The segment that these are of: in another one it has given them up.</param>
/// <param name="Child">The trial whose hyperparameters it trains with, and whose curve it is compared with.</param>
/// <param name="ChildSegment">The segment that these are of.</param>
/// <param name="Since">The time attribute when it began.</param>
internal sealed record EvaluationState(
    TrialId Parent, int ParentSegment, TrialId Child, int ChildSegment, double Since);

/// <summary>What a plateau rule remembers.</summary>
/// <param name="Reference">The best score that counted as an improvement.</param>
/// <param name="ReportsSince">Reports since then.</param>
/// <param name="Reports">Reports in all.</param>
internal sealed record PlateauState(Score Reference, long ReportsSince, long Reports);
