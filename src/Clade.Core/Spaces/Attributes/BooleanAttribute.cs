using Clade.Spaces;

namespace Clade;

/// <summary>True or false, equally likely.</summary>
/// <remarks>
/// For a <c>bool</c>, which is treated so without the attribute too. See <see cref="Search.Boolean"/>.
/// </remarks>
public sealed class BooleanAttribute : DomainAttribute
{
    /// <inheritdoc />
    public override string ToString() => "[Boolean]";

    internal override ValueDomain? DomainFor(AttributeTarget target) => target.Boolean(this);
}
