using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Clade;

/// <summary>
/// The best that an experiment found: a configuration with the score and checkpoint that belong to it.
/// </summary>
public class BestResult
{
    [SetsRequiredMembers]
    private protected BestResult(BestResult other)
        : this(other.Config)
    {
        (Metric, Metrics, Trial, Iteration) = (other.Metric, other.Metrics, other.Trial, other.Iteration);
        (Checkpoint, CheckpointFolder, Lineage) = (other.Checkpoint, other.CheckpointFolder, other.Lineage);
        Schedule = other.Schedule;
    }

    internal BestResult(Configuration config) => Config = config;

    /// <summary>The configuration that earned the metric.</summary>
    /// <remarks>
    /// Under Population Based Training it is only the last step: the weights also owe something to the configurations
    /// before it, which are the <see cref="Schedule"/>.
    /// </remarks>
    public Configuration Config { get; }

    /// <summary>The objective's metric, as it was reported.</summary>
    public required double Metric { get; init; }

    /// <summary>The whole report.</summary>
    public required Metrics Metrics { get; init; }

    /// <summary>The trial that reported it.</summary>
    public required TrialId Trial { get; init; }

    /// <summary>Iterations done then, counted through every exploit from the founder's first.</summary>
    public required long Iteration { get; init; }

    /// <summary>The checkpoint with those weights; none if the training function saves none.</summary>
    public required CheckpointId? Checkpoint { get; init; }

    /// <summary>The folder with that checkpoint's files, as a full path; none if there is no checkpoint.</summary>
    public required string? CheckpointFolder { get; init; }

    /// <summary>The segments of training that led here, from the founder's first to its own.</summary>
    public required ImmutableArray<LineageSegment> Lineage { get; init; }

    /// <summary>The configurations that led here, each with the iteration from which it held.</summary>
    public required TrainingSchedule Schedule { get; init; }

    /// <summary>One line for people.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Metric:G6} by trial {Trial} at iteration {Iteration}: {Config}");
}
