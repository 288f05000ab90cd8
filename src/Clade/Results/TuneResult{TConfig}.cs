namespace Clade;

/// <summary>What an experiment found, with the best configuration as the user's own type.</summary>
/// <typeparam name="TConfig">The user's configuration.</typeparam>
public sealed class TuneResult<TConfig> : TuneResult
{
    internal TuneResult(TuneResult untyped, Func<Configuration, TConfig> convert)
        : base(untyped)
    {
        ArgumentNullException.ThrowIfNull(convert);
        BestOrDefault = base.BestOrDefault is { } best ? new BestResult<TConfig>(best, convert(best.Config)) : null;
    }

    /// <summary>The best unit of configuration, score and checkpoint.</summary>
    /// <exception cref="CladeException">
    /// There is none; the message says why. Ask <see cref="TuneResult.HasBest"/> first.
    /// </exception>
    public new BestResult<TConfig> Best => BestOrDefault ?? throw new CladeException(NoBestReason!);

    /// <summary>The best unit, or none.</summary>
    public new BestResult<TConfig>? BestOrDefault { get; }
}
