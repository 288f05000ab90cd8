using System.Collections.Immutable;

namespace Clade.Storage;

/// <summary>A segment as the store has it.</summary>
internal sealed record SegmentRow(
    int Id, TrialId Trial, int? Parent, TrialId? Donor, CheckpointId? Checkpoint, Configuration Config,
    long FirstIteration, long? LastIteration);

/// <summary>An attempt as the store has it.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Attempt">Its number.</param>
/// <param name="Segment">The segment that it continued.</param>
/// <param name="Checkpoint">What it started from; none from scratch.</param>
/// <param name="StartIteration">Iterations done there.</param>
/// <param name="Reports">How many of its reports were accepted.</param>
/// <param name="Ended">When it ended.</param>
/// <param name="Error">Why, unless it ended well.</param>
internal sealed record AttemptRow(
    TrialId Trial, int Attempt, int Segment, CheckpointId? Checkpoint, long StartIteration, long Reports,
    DateTimeOffset? Ended, TrialError? Error)
{
    /// <summary>Iterations done after its last report.</summary>
    public long LastIteration => StartIteration + Reports;
}

/// <summary>The best unit as the store has it.</summary>
internal sealed record BestRow(
    TrialId Trial, int Attempt, int Segment, long Iteration, double Metric, Configuration Config,
    CheckpointId? Checkpoint);

/// <summary>Everything but the reports, as of one moment.</summary>
internal sealed record StoreSnapshot
{
    public required ExperimentInfo Info { get; init; }

    public required ExperimentStatus Status { get; init; }

    public required string? EndReason { get; init; }

    /// <summary>How many entries the journal had; later reports belong to later moments.</summary>
    public required long Sequence { get; init; }

    public required ImmutableArray<TrialResult> Trials { get; init; }

    public required ImmutableArray<SegmentRow> Segments { get; init; }

    public required ImmutableArray<AttemptRow> Attempts { get; init; }

    public required ImmutableArray<ExploitResult> Exploits { get; init; }

    public required ImmutableArray<ExperimentWarning> Warnings { get; init; }

    public required BestRow? Best { get; init; }

    /// <summary>The report that earned the best score.</summary>
    public required Metrics? BestMetrics { get; init; }

    public required long ReportCount { get; init; }
}
