using System.Collections.Immutable;

namespace Clade.Testing;

/// <summary>A training function for the simulator: pure, and as fast as its virtual clock says.</summary>
/// <remarks>Weights are a list of numbers. Everything must depend on the arguments alone.</remarks>
public sealed record VirtualTraining
{
    /// <summary>The weights to begin with, from the configuration and the trial's seed.</summary>
    public required Func<Configuration, int, ImmutableArray<double>> Start { get; init; }

    /// <summary>The weights after one more iteration with a configuration.</summary>
    public required Func<ImmutableArray<double>, Configuration, ImmutableArray<double>> Train { get; init; }

    /// <summary>What is reported of the weights.</summary>
    public required Func<ImmutableArray<double>, Metrics> Measure { get; init; }

    /// <summary>
    /// Restored weights, fresh ones, and what a restart of the population makes of them. Default: weight by weight.
    /// </summary>
    public Func<ImmutableArray<double>, ImmutableArray<double>, WeightRestart, ImmutableArray<double>> Restart
    {
        get;
        init;
    } = static (weights, fresh, restart) =>
        [.. weights.Zip(fresh, (weight, other) => restart.Apply(weight, other))];

    /// <summary>How long an iteration takes. Default: 1 s.</summary>
    public Func<TrialId, Configuration, TimeSpan> IterationTime { get; init; } =
        static (_, _) => TimeSpan.FromSeconds(1);

    /// <summary>How long saving a checkpoint takes. Default: 10 ms.</summary>
    public Func<TrialId, TimeSpan> SaveTime { get; init; } = static _ => TimeSpan.FromMilliseconds(10);

    /// <summary>Whether a report comes with a way to save, by its iteration. Default: always.</summary>
    public Func<long, bool> CanSave { get; init; } = static _ => true;

    /// <summary>After how many iterations the training function returns by itself. Default: never.</summary>
    public long? ReturnsAfter { get; init; }
}
