using System.Collections.Immutable;

namespace Clade.Spaces;

/// <summary>When a hyperparameter exists.</summary>
internal abstract record Condition
{
    /// <summary>Whether it holds.</summary>
    /// <param name="before">The values of the hyperparameters declared before.</param>
    public abstract bool IsMet(Configuration before);

    public abstract string Describe();
}

/// <summary>Another hyperparameter exists and has one of some values.</summary>
/// <param name="Name">Its name: as the user wrote it in a domain, the full dotted name in a parameter.</param>
/// <param name="Values">The values.</param>
internal sealed record ValueCondition(string Name, ImmutableArray<HyperparameterValue> Values) : Condition
{
    public override bool IsMet(Configuration before) =>
        before.TryGetValue(Name, out var value) && Values.Contains(value);

    public override string Describe() =>
        $"{Name} in [{string.Join(", ", Values.Select(static value => value.ToLiteral()))}]";
}

/// <summary>A user's function says so.</summary>
/// <param name="Function">The function.</param>
internal sealed record FunctionCondition(Func<Configuration, bool> Function) : Condition
{
    public override bool IsMet(Configuration before) => Function(before);

    public override string Describe() => "function";
}
