namespace Clade.Spaces;

/// <summary>A value that a user's function computes or draws from the values before it.</summary>
/// <param name="Function">The function.</param>
internal sealed record FunctionDomain(Func<Configuration, KeyedRandom, HyperparameterValue> Function) : ValueDomain
{
    /// <summary>The kind of value that the training function takes; none when it takes any.</summary>
    public HyperparameterKind? Kind { get; init; }

    public override IEnumerable<string> Mistakes() => [];

    public override HyperparameterValue Draw(Configuration before, KeyedRandom random) => Function(before, random);

    public override string? Refuse(HyperparameterValue value) =>
        Kind is { } kind && value.Kind != kind ? WrongKind(value, NameOf(kind)) : null;

    public override HyperparameterValue? Clip(HyperparameterValue value) =>
        Contains(value) ? value : default(HyperparameterValue?);

    internal override string Describe() => "function";
}
