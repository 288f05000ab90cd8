namespace Clade;

/// <summary>
/// How much of the differences between scores two hyperparameters account for together, beyond what each does alone.
/// </summary>
public sealed record PairShare
{
    internal PairShare(string first, string second, ShareEstimate estimate) =>
        (First, Second, Estimate) = (first, second, estimate);

    /// <summary>One hyperparameter's full dotted name: the one declared earlier.</summary>
    public string First { get; }

    /// <summary>The other's.</summary>
    public string Second { get; }

    /// <summary>Their share.</summary>
    public ShareEstimate Estimate { get; }

    /// <summary>For people: <c>lr × momentum 0.11 (0.05 to 0.20)</c>.</summary>
    public override string ToString() => $"{First} × {Second} {Estimate}";
}
