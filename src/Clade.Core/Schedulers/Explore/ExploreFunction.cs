namespace Clade;

/// <summary>A user's own way of exploring.</summary>
/// <param name="donor">
/// The donor's configuration; behind <see cref="Explore.Then"/>, the one that perturbing or resampling made of it.
/// </param>
/// <param name="space">The search space: <see cref="SearchSpace.Clip"/> keeps a value inside.</param>
/// <param name="random">Where chance must come from, or the experiment can't be repeated.</param>
/// <returns>The new configuration. Structural hyperparameters must keep the donor's values.</returns>
public delegate Configuration ExploreFunction(Configuration donor, SearchSpace space, KeyedRandom random);
