using Clade.Spaces;

namespace Clade;

/// <summary>A value that a static method of the record computes from the values before it, or draws.</summary>
/// <param name="method">
/// The method's name, <c>nameof(Warmup)</c> for <c>static int Warmup(Configuration before, KeyedRandom random)</c>. It
/// may be private; it returns the parameter's type.
/// </param>
/// <remarks>For a parameter of any type. See <see cref="Search.SampleFrom"/>.</remarks>
public sealed class SampleFromAttribute(string method) : DomainAttribute
{
    /// <summary>The method's name.</summary>
    public string Method => method;

    /// <inheritdoc />
    public override string ToString() => $"[SampleFrom(\"{method}\")]";

    internal override ValueDomain? DomainFor(AttributeTarget target) => target.Function(this, method);
}
