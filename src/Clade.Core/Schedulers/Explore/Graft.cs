using System.Collections.Immutable;
using Clade.Spaces;

namespace Clade.Schedulers;

/// <summary>A donor's weights go on with another trial's hyperparameters, as far as the weights allow it.</summary>
internal static class Graft
{
    /// <param name="donor">The donor's configuration; its structure stays, because its weights fit only that.</param>
    /// <param name="other">The configuration to train with otherwise.</param>
    /// <param name="space">The search space; both lie in it.</param>
    /// <param name="mutations">Which hyperparameters may change; none for all.</param>
    public static ExploreResult Run(
        Configuration donor, Configuration other, SearchSpace space, SearchSpace? mutations)
    {
        var config = Configuration.Empty;
        foreach (var parameter in space.Parameters)
        {
            if (!parameter.IsOn(config)) continue;

            var mayChange = mutations is null || mutations.Find(parameter.Name) is not null;
            var isKept = parameter.IsStructural || parameter.Domain is GridDomain || !mayChange;
            var value = isKept ? donor.Find(parameter.Name) : other.Find(parameter.Name) ?? donor.Find(parameter.Name);
            // Neither had it: the two do not go together.
            if (value is not { } found) return ExploreResult.Inherit(donor);

            config = config.With(parameter.Name, found);
        }

        var fits = space.StructuralNames.All(name => donor.Find(name) == config.Find(name));
        return fits ? new ExploreResult(config, Changes(donor, config, space), []) : ExploreResult.Inherit(donor);
    }

    private static ImmutableArray<HyperparameterChange> Changes(
        Configuration donor, Configuration config, SearchSpace space) =>
    [
        .. space.Parameters.Select(static parameter => parameter.Name)
            .Where(name => donor.ContainsKey(name) || config.ContainsKey(name))
            .Select(name => new HyperparameterChange(
                name, donor.Find(name), config.Find(name), OperationOf(donor.Find(name), config.Find(name)))),
    ];

    private static string OperationOf(HyperparameterValue? old, HyperparameterValue? now) => (old, now) switch
    {
        _ when old == now => Operation.Inherited,
        (null, _) => Operation.TurnedOn,
        (_, null) => Operation.TurnedOff,
        _ => Operation.Grafted,
    };
}
