using System.Globalization;

namespace Clade;

/// <summary>
/// Restarts the population with a longer perturbation interval when it stagnates (IPBT), so that the right interval
/// need not be known.
/// </summary>
/// <remarks>
/// <para>
/// Chebykin et al., 2025, arXiv:2511.09190. After every generation the best score is added to a series that begins with
/// the second generation after a restart. The series is standardised and smoothed by a Gaussian process. It stagnates
/// when the smoothed series has failed to rise <see cref="Failures"/> times in a row, or when within the last
/// <see cref="SlowRounds"/> generations the best score improved by less than one standard deviation of the series.
/// There is no restart that would leave less than two of the longer intervals of the iterations that the stop rule
/// allows.
/// </para>
/// <para>
/// In a restart the better half of the population shrinks and perturbs its weights, and the other half begins anew: the
/// training function is told by <c>Trial.Restart</c>, and must do it. In both halves every second member draws its
/// hyperparameters afresh, and the others explore the configurations that the surviving lineages had begun with, the
/// best first. The paper proposes the latter by a Gaussian process over all lineages; this is simpler, and those that
/// died out are left out. Structural hyperparameters stay, because the checkpoints do.
/// </para>
/// </remarks>
public sealed record StagnationRestart
{
    /// <summary>How often in a row the smoothed best score may fail to rise.</summary>
    /// <value>At least 1. Default 3.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Failures
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(Failures), value, "The number of failures must be at least 1; 3 is usual.");
    } = 3;

    /// <summary>Within how many generations the best score must improve by one standard deviation.</summary>
    /// <value>At least 2. Default 15.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [2, 60].</exception>
    public int SlowRounds
    {
        get;
        init => field = value is >= 2 and <= 60 ? value : throw new ArgumentOutOfRangeException(
            nameof(SlowRounds), value,
            "The number of generations must lie in [2, 60], because 64 scores are remembered; 15 is usual.");
    } = 15;

    /// <summary>By what the perturbation interval is multiplied at each restart.</summary>
    /// <value>Above 1. Default 2.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 1 and finite.</exception>
    public double IntervalFactor
    {
        get;
        init => field = double.IsFinite(value) && value > 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(IntervalFactor), value,
            "The interval's factor must be above 1, because a restart makes decisions rarer; 2 is usual.");
    } = 2;

    /// <summary>What is kept of a weight by those that do not begin anew.</summary>
    /// <value>In [0, 1]. Default 0.2; 1 with a <see cref="Perturb"/> of 0 keeps the weights as they are.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1], or NaN.</exception>
    public double Shrink
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(Shrink), value, "The share of a weight that is kept lies in [0, 1]; 0.2 is usual.");
    } = 0.2;

    /// <summary>What comes of a fresh weight for those that do not begin anew.</summary>
    /// <value>In [0, 1]. Default 0.1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1], or NaN.</exception>
    public double Perturb
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(Perturb), value, "The share of a fresh weight lies in [0, 1]; 0.1 is usual.");
    } = 0.1;

    internal string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"restarts after {Failures} failures or {SlowRounds} slow rounds, interval ×{IntervalFactor}, weights " +
        $"×{Shrink} + ×{Perturb} fresh");
}
