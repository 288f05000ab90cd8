using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>All that exploring may depend on.</summary>
/// <param name="Donor">The donor's configuration; lies in the space.</param>
/// <param name="Own">The victim's configuration so far.</param>
/// <param name="Space">The search space.</param>
/// <param name="Options">The scheduler's part.</param>
/// <param name="Random">Keyed by victim and ready point.</param>
internal sealed record ExploreRequest(
    Configuration Donor, Configuration Own, SearchSpace Space, PerturbationOptions Options, KeyedRandom Random)
{
    /// <summary>What the population has shown so far.</summary>
    public Evidence Evidence { get; init; } = Evidence.None;

    /// <summary>How the victim's hyperparameters moved last, by name; none where nobody keeps it.</summary>
    public Metrics? Velocity { get; init; }
}

/// <summary>What a model of the scores' changes can learn from.</summary>
/// <param name="Changes">The last changes, oldest first.</param>
/// <param name="Pending">What the other members train with, whose changes are not known yet.</param>
/// <param name="Start">Where the victim goes on: the donor's score and time.</param>
/// <param name="Interval">Units of the time attribute between two ready points.</param>
internal sealed record Evidence(
    ImmutableList<ScoreChange> Changes, ImmutableArray<PendingChange> Pending, ScoreMark Start, double Interval)
{
    public static Evidence None { get; } = new([], [], new ScoreMark(0, 0), 1);
}

/// <summary>A change that is not known yet.</summary>
/// <param name="From">Where it counts from.</param>
/// <param name="Config">The configuration.</param>
internal sealed record PendingChange(ScoreMark From, Configuration Config);
