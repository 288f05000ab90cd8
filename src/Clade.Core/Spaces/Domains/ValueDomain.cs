using System.Collections.Immutable;

namespace Clade.Spaces;

/// <summary>A domain of values, unlike a nested space.</summary>
internal abstract record ValueDomain : Domain
{
    /// <summary>What is wrong with the domain itself: what, why, remedy. Without the hyperparameter's name.</summary>
    public abstract IEnumerable<string> Mistakes();

    /// <summary>Draws a value.</summary>
    /// <param name="before">The values of the hyperparameters declared before.</param>
    /// <param name="random">A stream that is this hyperparameter's own.</param>
    public abstract HyperparameterValue Draw(Configuration before, KeyedRandom random);

    /// <summary>Why a value is outside, to go behind the value in a message; none when it is inside.</summary>
    public abstract string? Refuse(HyperparameterValue value);

    /// <summary>The nearest value inside; none when there is nothing near, as for a text and a float's range.</summary>
    public abstract HyperparameterValue? Clip(HyperparameterValue value);

    /// <summary>
    /// The same value as the domain writes it, where the difference is one of notation (1 for 1.0, a sum that is off in
    /// the last digit); otherwise the value as it is.
    /// </summary>
    public virtual HyperparameterValue Coerce(HyperparameterValue value) => value;

    /// <summary>All values for a grid; none when there are too many to list without a resolution.</summary>
    public virtual ImmutableArray<HyperparameterValue>? AllValues => null;

    /// <summary>That many values spread over the domain for a grid; none when the domain has no two ends.</summary>
    public virtual ImmutableArray<HyperparameterValue>? Spread(int count) => AllValues;

    public bool Contains(HyperparameterValue value) => Refuse(value) is null;

    protected static string WrongKind(HyperparameterValue value, string wanted) =>
        $"is {NameOf(value.Kind)}, where {wanted} is wanted";

    public static string NameOf(HyperparameterKind kind) => kind switch
    {
        HyperparameterKind.Float => "a float",
        HyperparameterKind.Integer => "an integer",
        HyperparameterKind.Boolean => "a boolean",
        _ => "a text",
    };
}
