using System.Collections.Immutable;

namespace Clade;

/// <summary>Which hyperparameters the scores depend on, or why that can't be said.</summary>
public sealed record ImportanceResult
{
    internal ImportanceResult()
    {
    }

    /// <summary>Whether the trials were enough to say anything.</summary>
    public bool HasShares => NoSharesReason is null;

    /// <summary>Why there are no shares, and what to do; none when there are.</summary>
    public string? NoSharesReason { get; internal init; }

    /// <summary>Every hyperparameter with a choice, the most important first; empty without shares.</summary>
    /// <remarks>
    /// Constants, and hyperparameters that a function computes, are left out. A hyperparameter
    /// that does not matter has a share near 0.
    /// </remarks>
    public ImmutableArray<HyperparameterShare> Hyperparameters { get; internal init; } = [];

    /// <summary>
    /// Every pair of hyperparameters, the most important first; empty without shares, or if the method has no pairs.
    /// </summary>
    public ImmutableArray<PairShare> Pairs { get; internal init; } = [];

    /// <summary>
    /// What is left: three and more hyperparameters together. In [0, 1]; 0 if the method has no pairs.
    /// </summary>
    public double HigherOrderShare { get; internal init; }

    /// <summary>
    /// How well the model predicts trials that it has not seen: the coefficient of determination (R²), 1 for perfectly,
    /// 0 for no better than the mean; none if the method has no model.
    /// </summary>
    public double? Fit { get; internal init; }

    /// <summary>How many trials were used.</summary>
    public required int TrialsUsed { get; init; }

    /// <summary>
    /// How many trials were left out, because they had no finite score: they failed, say. See
    /// <c>TuneResult.ScoredConfigurations</c> for the trials of an experiment.
    /// </summary>
    public required int TrialsLeftOut { get; init; }

    /// <summary>The share of one hyperparameter.</summary>
    /// <param name="name">Its full dotted name.</param>
    /// <exception cref="CladeException">
    /// There are no shares, or none of that hyperparameter; the message says why.
    /// </exception>
    public ShareEstimate this[string name] => NoSharesReason is { } reason
        ? throw new CladeException($"The importance of '{name}' is unknown: {reason}")
        : Hyperparameters.FirstOrDefault(share => share.Name == name)?.Estimate ?? throw new CladeException(
            $"'{name}' has no share. Those that have are: " +
            $"{string.Join(", ", Hyperparameters.Select(static share => share.Name))}.");

    /// <summary>Whether the two are equal in all that they hold.</summary>
    public bool Equals(ImportanceResult? other) => other is not null
        && (NoSharesReason, HigherOrderShare, Fit, TrialsUsed, TrialsLeftOut)
            == (other.NoSharesReason, other.HigherOrderShare, other.Fit, other.TrialsUsed, other.TrialsLeftOut)
        && Hyperparameters.SequenceEqual(other.Hyperparameters) && Pairs.SequenceEqual(other.Pairs);

    /// <inheritdoc />
    public override int GetHashCode() => unchecked((TrialsUsed * 31) + Hyperparameters.Length);

    /// <summary>One line for each hyperparameter and for the five largest pairs, or the reason why not.</summary>
    public override string ToString() => NoSharesReason ?? string.Join(
        '\n', Hyperparameters.Select(static share => share.ToString()).Concat(
            Pairs.Take(5).Select(static pair => pair.ToString())));
}
