using Clade.Spaces;

namespace Clade;

/// <summary>A float, every one equally likely.</summary>
/// <param name="low">The lower bound, included.</param>
/// <param name="high">The upper bound, excluded unless quantised; above <paramref name="low"/>.</param>
/// <remarks>For a <c>double</c> or <c>float</c>. See <see cref="Search.Uniform"/>.</remarks>
public sealed class UniformAttribute(double low, double high) : DomainAttribute
{
    private double? _quantum;

    /// <summary>The lower bound, included.</summary>
    public double Low => low;

    /// <summary>The upper bound, excluded unless quantised.</summary>
    public double High => high;

    /// <summary>Values are multiples of it, both bounds included; the bounds must be multiples too.</summary>
    /// <value>Above 0. Not quantised by default, which reads as 0.</value>
    public double Quantum
    {
        get => _quantum ?? 0;
        set => _quantum = value;
    }

    /// <inheritdoc />
    public override string ToString() => $"[Uniform({Literal.Of(low)}, {Literal.Of(high)})]";

    internal override ValueDomain? DomainFor(AttributeTarget target) =>
        target.Real(this, Search.Uniform(low, high, _quantum));
}
