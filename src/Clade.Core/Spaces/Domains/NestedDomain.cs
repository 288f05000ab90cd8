namespace Clade.Spaces;

/// <summary>A space within a space. Flattened before anything is drawn.</summary>
/// <param name="Space">The nested space.</param>
internal sealed record NestedDomain(SearchSpace Space) : Domain
{
    internal override string Describe() => $"{{ {string.Join("; ", Space.Describe())} }}";
}
