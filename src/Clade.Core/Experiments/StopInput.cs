using System.Collections.Immutable;

namespace Clade.Experiments;

/// <summary>What a stop rule may know when a trial has reported.</summary>
internal readonly record struct StopInput
{
    public required TrialId Trial { get; init; }

    /// <summary>The trial's iteration, this report included.</summary>
    public required long Iteration { get; init; }

    /// <summary>The reports of all trials so far, this one included.</summary>
    public long TotalIterations { get; init; }

    public required Metrics Metrics { get; init; }

    public required Objective Objective { get; init; }

    /// <summary>The time attribute's value at this report.</summary>
    public required double TrialTime { get; init; }

    /// <summary>How long drivers have had the experiment open.</summary>
    public required TimeSpan Active { get; init; }

    /// <summary>The trial's plateaus, this report included; empty if it was not counted yet.</summary>
    public ImmutableArray<PlateauState> TrialPlateaus { get; init; }

    /// <summary>The experiment's plateaus, this report included; empty if it was not counted yet.</summary>
    public ImmutableArray<PlateauState> ExperimentPlateaus { get; init; }
}
