using Clade.Spaces;

namespace Clade;

/// <summary>Always the same value: it is recorded with the others, and never changes.</summary>
/// <param name="value">A value of the parameter's type.</param>
/// <remarks>For a parameter of any type. See <see cref="Search.Constant"/>.</remarks>
public sealed class ConstantAttribute(object value) : DomainAttribute
{
    /// <summary>The value as it was written.</summary>
    public object Value => value;

    /// <inheritdoc />
    public override string ToString() => AttributeTarget.Write("Constant", [value]);

    internal override ValueDomain? DomainFor(AttributeTarget target) =>
        target.Options(this, [value]) is [var constant] ? new ConstantDomain(constant) : null;
}
