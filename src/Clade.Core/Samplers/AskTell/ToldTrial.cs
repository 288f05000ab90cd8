namespace Clade;

/// <summary>A trial whose outcome <see cref="AskTell"/> was told.</summary>
public sealed record ToldTrial
{
    internal ToldTrial(TrialId id, Configuration config, Metrics metrics, double value, bool hasFailed) =>
        (Id, Config, Metrics, Value, HasFailed) = (id, config, metrics, value, hasFailed);

    /// <summary>Its number, in the order of asking.</summary>
    public TrialId Id { get; }

    /// <summary>What was evaluated.</summary>
    public Configuration Config { get; }

    /// <summary>All that was told; empty if it failed.</summary>
    public Metrics Metrics { get; }

    /// <summary>The objective's metric, in its own direction; NaN if it failed.</summary>
    public double Value { get; }

    /// <summary>Whether the evaluation failed.</summary>
    public bool HasFailed { get; }
}
