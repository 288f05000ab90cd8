namespace Clade;

/// <summary>How much each good trial counts in the density of the good ones.</summary>
public enum TpeWeighting
{
    /// <summary>
    /// By the square of how far it is better than the best of the other trials; the prior counts as their mean.
    /// </summary>
    SquaredImprovement = 0,

    /// <summary>
    /// By how far it is better than the best of the other trials (Watanabe, 2023: "EI"); the prior counts as their
    /// mean.
    /// </summary>
    Improvement = 1,

    /// <summary>All the same, whatever their scores.</summary>
    Even = 2,
}
