namespace Clade;

/// <summary>A user's own way of exploring.</summary>
/// <param name="input">What is known of the exploit.</param>
/// <returns>The new configuration. Structural hyperparameters must keep the donor's values.</returns>
public delegate Configuration ExploreFunction(ExploreInput input);
