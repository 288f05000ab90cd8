using Clade.Spaces;

namespace Clade;

/// <summary>A positive integer, every order of magnitude equally likely.</summary>
/// <param name="low">The lower bound, included; at least 1.</param>
/// <param name="high">The upper bound, excluded unless quantised; above <paramref name="low"/>.</param>
/// <remarks>For an <c>int</c> or <c>long</c>. See <see cref="Search.LogRandInt"/>.</remarks>
public sealed class LogRandIntAttribute(long low, long high) : DomainAttribute
{
    private long? _quantum;

    /// <summary>The lower bound, included.</summary>
    public long Low => low;

    /// <summary>The upper bound, excluded unless quantised.</summary>
    public long High => high;

    /// <summary>Values are multiples of it, both bounds included; the bounds must be multiples too.</summary>
    /// <value>Above 0. Not quantised by default, which reads as 0.</value>
    public long Quantum
    {
        get => _quantum ?? 0;
        set => _quantum = value;
    }

    /// <inheritdoc />
    public override string ToString() => $"[LogRandInt({Literal.Of(low)}, {Literal.Of(high)})]";

    internal override ValueDomain? DomainFor(AttributeTarget target) =>
        target.Integer(this, Search.LogRandInt(low, high, _quantum));
}
