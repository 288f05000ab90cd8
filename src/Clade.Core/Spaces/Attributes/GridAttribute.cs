using Clade.Spaces;

namespace Clade;

/// <summary>Values that are all tried, in turn, rather than drawn. Exploring never changes such a value.</summary>
/// <param name="values">
/// Values of the parameter's type, no two equal: numbers, texts, booleans, members of an enumeration or their names.
/// None at all stands for every member of the enumeration, or both booleans.
/// </param>
/// <remarks>For a parameter of any type. See <see cref="Search.Grid"/>.</remarks>
public sealed class GridAttribute(params object[] values) : DomainAttribute
{
    /// <summary>The values as they were written.</summary>
    public IReadOnlyList<object> Values { get; } = values ?? [];

    /// <inheritdoc />
    public override string ToString() => AttributeTarget.Write("Grid", Values);

    internal override ValueDomain? DomainFor(AttributeTarget target) =>
        target.Options(this, Values) is { } options ? new GridDomain(options) : null;
}
