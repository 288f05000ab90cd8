using Clade.Analysis;

namespace Clade;

/// <summary>Which hyperparameters matter.</summary>
/// <remarks>
/// <para>
/// <see cref="Fanova"/> fits a model to the scores and asks what makes them differ anywhere in the search space.
/// <see cref="PedAnova"/> asks what the good trials have in common, and needs no model: it is faster, and about good
/// configurations only, but sees one hyperparameter at a time.
/// </para>
/// <para>
/// Both are about the search space as it was declared: a hyperparameter whose range is narrow matters little. A
/// hyperparameter that others turn off counts as having any value there, without effect. Trials without a finite score
/// are left out, and counted.
/// </para>
/// </remarks>
public static class Importance
{
    /// <summary>Shares by functional ANOVA on a random forest, of each hyperparameter and of each pair.</summary>
    /// <param name="space">The search space.</param>
    /// <param name="trials">
    /// What was tried; at least 50, and 5 for each hyperparameter, must have a finite score.
    /// </param>
    /// <param name="options">Settings; the defaults when left out.</param>
    /// <returns>The shares, or why there are none.</returns>
    /// <exception cref="ArgumentException">A configuration does not lie in the space.</exception>
    /// <exception cref="SearchSpaceException">The space has mistakes.</exception>
    public static ImportanceResult Fanova(
        SearchSpace space, IEnumerable<ScoredConfiguration> trials, FanovaOptions? options = null) =>
        Analysis.Fanova.Of(ImportanceInput.Of(space, trials), options ?? new FanovaOptions());

    /// <summary>Shares by PED-ANOVA: in which hyperparameters the good trials differ from the others.</summary>
    /// <param name="space">The search space.</param>
    /// <param name="trials">
    /// What was tried; so many must have a finite score that 10 are good: 100 with the default options.
    /// </param>
    /// <param name="options">Settings; the defaults when left out.</param>
    /// <returns>The shares, or why there are none.</returns>
    /// <exception cref="ArgumentException">
    /// A configuration does not lie in the space, or the fraction of good trials is not below that of the region.
    /// </exception>
    /// <exception cref="SearchSpaceException">The space has mistakes.</exception>
    public static ImportanceResult PedAnova(
        SearchSpace space, IEnumerable<ScoredConfiguration> trials, PedAnovaOptions? options = null) =>
        Analysis.PedAnova.Of(ImportanceInput.Of(space, trials), options ?? new PedAnovaOptions());
}
