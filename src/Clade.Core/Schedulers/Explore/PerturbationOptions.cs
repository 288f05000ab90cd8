using System.Collections.Immutable;

namespace Clade.Schedulers;

/// <summary>What a scheduler says about perturbing and resampling.</summary>
/// <param name="Mutations">
/// Which hyperparameters change, and the domains they change in; the others are inherited. None for the whole space.
/// </param>
/// <param name="ResampleProbability">For each hyperparameter, the chance to be drawn afresh.</param>
/// <param name="Factors">Factors to perturb by, equally likely.</param>
internal sealed record PerturbationOptions(
    SearchSpace? Mutations, double ResampleProbability, ImmutableArray<double> Factors);
