using System.Collections.Immutable;

namespace Clade.Spaces;

/// <summary>Always the same value.</summary>
/// <param name="Value">The value.</param>
internal sealed record ConstantDomain(HyperparameterValue Value) : ValueDomain
{
    public override ImmutableArray<HyperparameterValue>? AllValues => [Value];

    public override IEnumerable<string> Mistakes() => [];

    public override HyperparameterValue Draw(Configuration before, KeyedRandom random) => Value;

    public override string? Refuse(HyperparameterValue value) =>
        value == Value ? null : $"is not the constant {Value.ToLiteral()}";

    public override HyperparameterValue? Clip(HyperparameterValue value) => Value;

    public override HyperparameterValue Coerce(HyperparameterValue value) =>
        value.IsSameNumberOrEqual(Value) ? Value : value;

    internal override string Describe() => $"constant {Value.ToLiteral()}";
}
