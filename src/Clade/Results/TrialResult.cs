namespace Clade;

/// <summary>How one trial stands.</summary>
public sealed record TrialResult
{
    /// <summary>The trial.</summary>
    public required TrialId Id { get; init; }

    /// <summary>Where it stands.</summary>
    public required TrialStatus Status { get; init; }

    /// <summary>The configuration in force, or the one that its next attempt gets.</summary>
    public required Configuration Config { get; init; }

    /// <summary>The seed that its training function gets.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The segment that it is in.</summary>
    public required int Segment { get; init; }

    /// <summary>Iterations done, counted through every exploit from the founder's first.</summary>
    public required long Iteration { get; init; }

    /// <summary>The scheduler's time attribute at <see cref="Iteration"/>.</summary>
    public required double TrialTime { get; init; }

    /// <summary>The objective's metric in its last report, finite or not; none before the first.</summary>
    public required double? LastMetric { get; init; }

    /// <summary>Its last report; none before the first.</summary>
    public required Metrics? LastMetrics { get; init; }

    /// <summary>The best finite value of the objective's metric that it reported; none when there is none.</summary>
    public required double? BestMetric { get; init; }

    /// <summary>How many attempts were ordered: 1 for a trial that ran through.</summary>
    public required int Attempts { get; init; }

    /// <summary>How often its training function threw, in all, through every exploit.</summary>
    public required int Failures { get; init; }

    /// <summary>How often its worker was lost, in all, through every exploit.</summary>
    public required int LostWorkers { get; init; }

    /// <summary>How often it took over a donor's checkpoint and configuration.</summary>
    public required int Exploits { get; init; }

    /// <summary>Why its last failed attempt ended; none when none failed.</summary>
    public required TrialError? Error { get; init; }

    /// <summary>Why it ended; none while it has not.</summary>
    public required string? EndReason { get; init; }
}
