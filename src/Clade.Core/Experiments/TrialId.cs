using System.Globalization;

namespace Clade;

/// <summary>Names a trial within its experiment: 0, 1, 2 …, in the order of creation.</summary>
/// <param name="Value">The number.</param>
public readonly record struct TrialId(int Value) : IComparable<TrialId>
{
    /// <inheritdoc />
    public int CompareTo(TrialId other) => Value.CompareTo(other.Value);

    /// <summary>The number alone.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
