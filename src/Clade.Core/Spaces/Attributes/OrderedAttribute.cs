using Clade.Spaces;

namespace Clade;

/// <summary>One of several values with neighbours. Exploring steps to a neighbour.</summary>
/// <param name="values">
/// Values of the parameter's type, no two equal: numbers, texts, booleans, members of an enumeration or their names.
/// None at all stands for every member of the enumeration.
/// </param>
/// <remarks>For a parameter of any type. See <see cref="Search.Ordered"/>.</remarks>
public sealed class OrderedAttribute(params object[] values) : DomainAttribute
{
    /// <summary>The values as they were written.</summary>
    public IReadOnlyList<object> Values { get; } = values ?? [];

    /// <inheritdoc />
    public override string ToString() => AttributeTarget.Write("Ordered", Values);

    internal override ValueDomain? DomainFor(AttributeTarget target) =>
        target.Options(this, Values) is { } options ? new OrderedDomain(options) : null;
}
