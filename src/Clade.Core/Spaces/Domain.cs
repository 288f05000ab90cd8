using System.Collections.Immutable;
using Clade.Spaces;

namespace Clade;

/// <summary>What one hyperparameter may be. Made by <see cref="Search"/>; immutable.</summary>
/// <remarks>
/// A mistake (an empty range, say) is reported when the space that holds the domain is used first, because only the
/// space knows the hyperparameter's name, and together with every other mistake of that space.
/// </remarks>
public abstract record Domain
{
    private protected Domain()
    {
    }

    internal ImmutableArray<Condition> Conditions { get; init; } = [];

    internal bool IsStructural { get; init; }

    /// <summary>A nested space, under the name that it is given in the outer one.</summary>
    /// <param name="space">The nested space; it can't be changed any more.</param>
    public static implicit operator Domain(SearchSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        return space.ToDomain();
    }

    /// <summary>The hyperparameter exists only where another one has one of these values.</summary>
    /// <param name="name">
    /// The other hyperparameter, declared before this one. In a nested space a name is looked up there first, then in
    /// the spaces around it; a dotted name (<c>optimizer.kind</c>) leads into a nested space.
    /// </param>
    /// <param name="values">The values that turn this one on; at least one, each possible for the other.</param>
    /// <returns>The domain with the condition added; several conditions must hold together.</returns>
    public Domain When(string name, params IEnumerable<HyperparameterValue> values)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(values);
        return this with { Conditions = Conditions.Add(new ValueCondition(name, [.. values])) };
    }

    /// <summary>The hyperparameter exists only where a function of the values before it says so.</summary>
    /// <param name="condition">
    /// Gets the hyperparameters declared before this one, under their full dotted names. Must give the same answer for
    /// the same values, because it is asked again whenever a configuration is checked.
    /// </param>
    /// <returns>The domain with the condition added; several conditions must hold together.</returns>
    public Domain When(Func<Configuration, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return this with { Conditions = Conditions.Add(new FunctionCondition(condition)) };
    }

    /// <summary>Marks what shapes the weights: a layer's width, say.</summary>
    /// <returns>
    /// The domain with the mark. Population Based Training never changes such a value, because the donor's checkpoint
    /// would not fit any more: it is inherited with the weights.
    /// </returns>
    public Domain Structural() => this with { IsStructural = true };

    /// <summary>One line for people and for comparing spaces: <c>uniform [0.001, 0.1)</c>.</summary>
    public sealed override string ToString() => Describe();

    internal abstract string Describe();
}
