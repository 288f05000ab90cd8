using System.Globalization;
using Clade.Schedulers;

namespace Clade;

/// <summary>
/// A victim takes over the donor's weights, but moves its own hyperparameters towards the donor's, with momentum, in
/// place of a copy that is moved by chance (GPBT-PL).
/// </summary>
/// <remarks>
/// <para>
/// Bai and Cheng, 2024, the pairwise learning of Generalized Population-Based Training. For every number and ordered
/// list <c>v ← Inertia · r₁ · v + Attraction · r₂ · (donor − own)</c> and <c>own ← own + v</c>, with r₁ and r₂ uniform
/// in [0, 1); <see cref="PopulationBasedTraining.ResampleProbability"/> draws it afresh instead. The velocity v
/// belongs to the trial, and begins with 0.
/// </para>
/// <para>
/// Places and velocities are on the hyperparameter's own scale, from 0 to 1: a learning rate with a log scale moves by
/// factors. Choices and booleans are resampled and flipped as in plain Population Based Training, structural
/// hyperparameters are inherited, and one that either of the two does not have is perturbed.
/// </para>
/// </remarks>
public sealed record LearnFromWinner : Explore
{
    /// <summary>How much of the velocity is kept.</summary>
    /// <value>In [0, 1]. Default 1, the authors'.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1], or NaN.</exception>
    public double Inertia
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(Inertia), value, "The inertia lies in [0, 1], or velocities would grow without end; 1 is usual.");
    } = 1;

    /// <summary>How strongly the donor attracts.</summary>
    /// <value>Above 0, at most 2. Default 1, the authors': on average half of the way.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside (0, 2], or NaN.</exception>
    public double Attraction
    {
        get;
        init => field = value is > 0 and <= 2 ? value : throw new ArgumentOutOfRangeException(
            nameof(Attraction), value, "The attraction lies in (0, 2]: 1 goes half of the way on average.");
    } = 1;

    internal override ExploreResult Run(ExploreRequest request) => PairwiseLearning.Run(this, request);

    internal override string Describe() => string.Create(
        CultureInfo.InvariantCulture, $"learn from the winner, inertia {Inertia}, attraction {Attraction}");
}
