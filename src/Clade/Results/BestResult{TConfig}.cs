using System.Diagnostics.CodeAnalysis;

namespace Clade;

/// <summary>The best that an experiment found, with its configuration as the user's own type.</summary>
/// <typeparam name="TConfig">The user's configuration.</typeparam>
public sealed class BestResult<TConfig> : BestResult
{
    [SetsRequiredMembers]
    internal BestResult(BestResult untyped, TConfig config)
        : base(untyped) => Config = config;

    /// <summary>The configuration that earned the metric. See <see cref="BestResult.Config"/>.</summary>
    public new TConfig Config { get; }
}
