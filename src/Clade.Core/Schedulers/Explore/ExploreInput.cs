namespace Clade;

/// <summary>What a user's explore function gets.</summary>
/// <param name="Config">
/// The configuration to change: the donor's; behind <see cref="Explore.Then"/>, what perturbing or resampling made of
/// it.
/// </param>
/// <param name="Donor">The donor's configuration.</param>
/// <param name="Own">
/// The configuration that the victim trained with so far: to copy weights and keep hyperparameters.
/// </param>
/// <param name="Space">The search space: <see cref="SearchSpace.Clip"/> keeps a value inside.</param>
/// <param name="Random">Where chance must come from, or the experiment can't be repeated.</param>
public sealed record ExploreInput(
    Configuration Config, Configuration Donor, Configuration Own, SearchSpace Space, KeyedRandom Random);
