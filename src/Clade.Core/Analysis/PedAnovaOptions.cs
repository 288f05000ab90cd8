namespace Clade;

/// <summary>Settings of PED-ANOVA.</summary>
/// <remarks>
/// Watanabe, Bansal, Hutter, 2023: PED-ANOVA: efficiently quantifying hyperparameter importance in arbitrary subspaces,
/// arXiv:2304.10255. <see cref="TopFraction"/> is γ′ there, <see cref="RegionFraction"/> is γ.
/// </remarks>
public sealed record PedAnovaOptions
{
    /// <summary>Which trials count as good: the best fraction of all.</summary>
    /// <value>In (0, 1), and below <see cref="RegionFraction"/>; 0.1 by default.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside (0, 1), or NaN.</exception>
    public double TopFraction
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(TopFraction), value, "The fraction of good trials must be above 0 and below 1.");
    } = 0.1;

    /// <summary>Within which trials the good ones are looked for: the best fraction of all.</summary>
    /// <value>
    /// In (0, 1]. The default, 1, asks what it takes to be good at all; 0.5 what it takes among the better half.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside (0, 1], or NaN.</exception>
    public double RegionFraction
    {
        get;
        init => field = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(RegionFraction), value, "The fraction of trials to look at must be above 0 and at most 1.");
    } = 1;

    /// <summary>
    /// How often the shares are estimated anew, for their intervals, from trials drawn with replacement.
    /// </summary>
    /// <value>In [2, 10000]; 100 by default.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [2, 10000].</exception>
    public int Resamples
    {
        get;
        init => field = value is >= 2 and <= 10_000 ? value : throw new ArgumentOutOfRangeException(
            nameof(Resamples), value, "An interval needs from 2 to 10000 estimates.");
    } = 100;

    /// <summary>Decides every random number.</summary>
    /// <value>Any; 0 by default. The same trials and options give the same shares.</value>
    public ulong Seed { get; init; }
}
