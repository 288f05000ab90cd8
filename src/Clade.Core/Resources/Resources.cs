using System.Collections.Immutable;

namespace Clade;

/// <summary>What one trial needs while it runs.</summary>
/// <param name="Cpu">
/// CPU cores: a fraction below 1 shares a core with other trials, a whole number from 1 on gets cores of its own.
/// Default 1.
/// </param>
/// <param name="Gpu">GPUs: a fraction below 1 shares one device, a whole number from 1 on gets whole devices. Default 0.</param>
public sealed record Resources(double Cpu = 1, double Gpu = 0)
{
    /// <summary>Main memory in bytes, counted against the machine's; 0 (the default) is not counted.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Counts of resources that the user named and listed (licences, say). Default: none.</summary>
    public ImmutableSortedDictionary<string, long> Custom { get; init; } =
        ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);
}
