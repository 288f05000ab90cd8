namespace Clade;

/// <summary>How much of the differences between scores one hyperparameter alone accounts for.</summary>
public sealed record HyperparameterShare
{
    internal HyperparameterShare(string name, ShareEstimate estimate) => (Name, Estimate) = (name, estimate);

    /// <summary>The hyperparameter's full dotted name.</summary>
    public string Name { get; }

    /// <summary>Its share.</summary>
    public ShareEstimate Estimate { get; }

    /// <summary>For people: <c>lr 0.62 (0.51 to 0.70)</c>.</summary>
    public override string ToString() => $"{Name} {Estimate}";
}
