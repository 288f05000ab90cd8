using System.Text.Json.Serialization;

namespace Clade;

/// <summary>
/// What a training function does to the weights that it has restored, when its population was restarted: shrink and
/// perturb.
/// </summary>
/// <remarks>
/// Every weight w becomes <c>Shrink · w + Perturb · f</c>, where f is the same weight of a freshly initialised model,
/// and the optimiser's state is reset: moments of other weights would push the new ones about. Ash and Adams, 2020,
/// arXiv:1910.08475.
/// </remarks>
/// <param name="Shrink">What is kept of a weight: 0 for a fresh start.</param>
/// <param name="Perturb">What comes of a fresh weight: 1 for a fresh start.</param>
public sealed record WeightRestart(double Shrink, double Perturb)
{
    /// <summary>Nothing is kept: initialise the weights as on a fresh start.</summary>
    [JsonIgnore]
    public bool IsFresh => (Shrink, Perturb) == (0, 1);

    internal static WeightRestart Fresh { get; } = new(0, 1);

    /// <summary>The weight to go on with.</summary>
    /// <param name="weight">The weight that was restored.</param>
    /// <param name="fresh">The same weight of a freshly initialised model.</param>
    public double Apply(double weight, double fresh) => (Shrink * weight) + (Perturb * fresh);
}
