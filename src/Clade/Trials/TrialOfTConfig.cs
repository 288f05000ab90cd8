using Clade.Trials;

namespace Clade;

/// <summary>A trial whose configuration is a record of the user's.</summary>
/// <typeparam name="TConfig">The record.</typeparam>
public sealed class Trial<TConfig> : Trial
    where TConfig : notnull
{
    internal Trial(AttemptOrder order, AttemptReporter reporter, TConfig config)
        : base(order, reporter) => Config = config;

    /// <summary>The hyperparameters to train with, in this attempt. They never change within an attempt.</summary>
    public new TConfig Config { get; }
}
