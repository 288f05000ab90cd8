using Clade.Spaces;

namespace Clade;

/// <summary>
/// Says what a record's parameter may be: the base of <c>[Uniform]</c>, <c>[Choice]</c> and the others.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public abstract class DomainAttribute : Attribute
{
    private protected DomainAttribute()
    {
    }

    /// <summary>The attribute as it is written: <c>[Uniform(0.001, 0.1)]</c>.</summary>
    public abstract override string ToString();

    /// <summary>The domain for a parameter of that type; none after a mistake was reported.</summary>
    internal abstract ValueDomain? DomainFor(AttributeTarget target);
}
