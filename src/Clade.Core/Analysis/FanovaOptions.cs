namespace Clade;

/// <summary>Settings of functional ANOVA.</summary>
/// <remarks>
/// Hutter, Hoos, Leyton-Brown, 2014: An efficient approach for assessing hyperparameter importance. They take the
/// shares of each tree, and the mean of those. Here they are of what two trees have in common, grown on different
/// draws of the trials: a single tree's variance contains the noise that it learned, mostly as interactions that are
/// not there.
/// </remarks>
public sealed record FanovaOptions
{
    /// <summary>How many trees the forest has.</summary>
    /// <value>In [4, 1000]; 64 by default, as in Optuna.</value>
    /// <remarks>The time grows with it. Fewer than 16 make the intervals coarse.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [4, 1000].</exception>
    public int Trees
    {
        get;
        init => field = value is >= 4 and <= 1000 ? value : throw new ArgumentOutOfRangeException(
            nameof(Trees), value, "A forest needs 4 trees for an interval, and more than 1000 gain nothing.");
    } = 64;

    /// <summary>A leaf holds at least so many trials.</summary>
    /// <value>In [1, 100]; 1 by default.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [1, 100].</exception>
    public int LeafTrialsMin
    {
        get;
        init => field = value is >= 1 and <= 100 ? value : throw new ArgumentOutOfRangeException(
            nameof(LeafTrialsMin), value, "A leaf must hold from 1 to 100 trials.");
    } = 1;

    /// <summary>Whether ranks of scores are explained instead of the scores.</summary>
    /// <value>False by default.</value>
    /// <remarks>
    /// A few scores that are far worse than all others (a loss of 10⁹ among losses below 1) make up nearly all of the
    /// variance, so that only what causes those counts. Ranks weigh all differences alike.
    /// </remarks>
    public bool UseRanks { get; init; }

    /// <summary>Whether pairs are computed.</summary>
    /// <value>True by default. The time grows with the square of the number of hyperparameters.</value>
    public bool Pairs { get; init; } = true;

    /// <summary>Decides every random number.</summary>
    /// <value>Any; 0 by default. The same trials and options give the same shares.</value>
    public ulong Seed { get; init; }
}
