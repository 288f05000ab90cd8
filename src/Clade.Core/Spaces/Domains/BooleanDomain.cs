using System.Collections.Immutable;

namespace Clade.Spaces;

/// <summary>True or false, equally likely.</summary>
internal sealed record BooleanDomain : ValueDomain
{
    public override ImmutableArray<HyperparameterValue>? AllValues => [false, true];

    public override IEnumerable<string> Mistakes() => [];

    public override HyperparameterValue Draw(Configuration before, KeyedRandom random) => random.NextBoolean();

    public override string? Refuse(HyperparameterValue value) =>
        value.Kind == HyperparameterKind.Boolean ? null : WrongKind(value, "a boolean");

    public override HyperparameterValue? Clip(HyperparameterValue value) =>
        Contains(value) ? value : default(HyperparameterValue?);

    internal override string Describe() => "boolean";
}
