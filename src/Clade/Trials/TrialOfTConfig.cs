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
    /// <remarks>
    /// Whether a property of a record is read can't be seen from outside, so that there is no warning about a
    /// hyperparameter that has no effect, as there is with <see cref="Trial.Config"/>.
    /// </remarks>
    public new TConfig Config { get; }
}
