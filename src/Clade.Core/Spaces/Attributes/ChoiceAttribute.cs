using Clade.Spaces;

namespace Clade;

/// <summary>One of several values without an order. Exploring draws afresh.</summary>
/// <param name="values">
/// Values of the parameter's type, no two equal: numbers, texts, booleans, members of an enumeration or their names.
/// None at all stands for every member of the enumeration, or both booleans.
/// </param>
/// <remarks>For a parameter of any type. A parameter of an enumeration's type is such a choice without an attribute
/// too. See <see cref="Search.Choice"/>.</remarks>
public sealed class ChoiceAttribute(params object[] values) : DomainAttribute
{
    /// <summary>The values as they were written.</summary>
    public IReadOnlyList<object> Values { get; } = values ?? [];

    /// <inheritdoc />
    public override string ToString() => AttributeTarget.Write("Choice", Values);

    internal override ValueDomain? DomainFor(AttributeTarget target) =>
        target.Options(this, Values) is { } options ? new ChoiceDomain(options) : null;
}
