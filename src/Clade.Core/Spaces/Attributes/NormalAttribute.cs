using Clade.Spaces;

namespace Clade;

/// <summary>A float from the normal distribution, without bounds.</summary>
/// <param name="mean">The mean.</param>
/// <param name="standardDeviation">The standard deviation, above 0.</param>
/// <remarks>For a <c>double</c> or <c>float</c>. See <see cref="Search.Normal"/>.</remarks>
public sealed class NormalAttribute(double mean, double standardDeviation) : DomainAttribute
{
    private double? _quantum;

    /// <summary>The mean.</summary>
    public double Mean => mean;

    /// <summary>The standard deviation.</summary>
    public double StandardDeviation => standardDeviation;

    /// <summary>Values are multiples of it.</summary>
    /// <value>Above 0. Not quantised by default, which reads as 0.</value>
    public double Quantum
    {
        get => _quantum ?? 0;
        set => _quantum = value;
    }

    /// <inheritdoc />
    public override string ToString() => $"[Normal({Literal.Of(mean)}, {Literal.Of(standardDeviation)})]";

    internal override ValueDomain? DomainFor(AttributeTarget target) =>
        target.Real(this, Search.Normal(mean, standardDeviation, _quantum));
}
