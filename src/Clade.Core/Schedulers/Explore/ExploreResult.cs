using System.Collections.Immutable;

namespace Clade.Schedulers;

/// <summary>What exploring made of a donor's configuration.</summary>
/// <param name="Config">The new configuration; lies in the space.</param>
/// <param name="Changes">
/// What happened to each hyperparameter of the donor or of the result, in the space's order.
/// </param>
/// <param name="Warnings">What had to be put right, for people.</param>
internal sealed record ExploreResult(
    Configuration Config, ImmutableArray<HyperparameterChange> Changes, ImmutableArray<string> Warnings)
{
    /// <summary>How the values were chosen, in one line for people; none where the changes say it all.</summary>
    public string? Note { get; init; }

    /// <summary>How the hyperparameters moved, for an explore rule with momentum.</summary>
    public Metrics? Velocity { get; init; }

    public static ExploreResult Inherit(Configuration donor) => new(
        donor,
        [
            .. donor.Select(static item =>
                new HyperparameterChange(item.Key, item.Value, item.Value, Operation.Inherited)),
        ],
        []);
}
