using System.Collections.Immutable;
using Clade.MultiObjective;

namespace Clade.Storage;

/// <summary>How an objective is computed of several metrics, as the store keeps it.</summary>
/// <param name="Terms">Its parts.</param>
/// <param name="Augmentation">That of Chebyshev's distance; none for a weighted sum.</param>
internal sealed record StoredFormula(ImmutableArray<StoredTerm> Terms, double? Augmentation)
{
    /// <summary>None for an objective that is reported itself.</summary>
    public static StoredFormula? Of(Objective objective) => objective.Scalarization is not { } scalarization
        ? null
        : new StoredFormula(
            [
                .. scalarization.Terms.Select(static term => new StoredTerm(
                    term.Objective.Metric, term.Objective.Maximizes, term.Weight, term.Ideal)),
            ],
            scalarization.Augmentation);

    /// <exception cref="ArgumentException">It makes no objective: it was changed.</exception>
    public Objective ToObjective() => Objective.Of(new Scalarization(
        [
            .. Terms.Select(static term => new ScalarTerm(
                term.Maximizes ? Objective.Maximize(term.Metric) : Objective.Minimize(term.Metric), term.Weight,
                term.Ideal)),
        ],
        Augmentation));
}

/// <summary>One part.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Maximizes">Its direction.</param>
/// <param name="Weight">Its weight.</param>
/// <param name="Ideal">The value that its distance is measured from.</param>
internal sealed record StoredTerm(string Metric, bool Maximizes, double Weight, double Ideal);
