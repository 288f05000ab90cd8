using System.Collections.Immutable;
using System.Globalization;

namespace Clade;

/// <summary>What one trial needs while it runs.</summary>
/// <remarks>
/// A fraction is a share of one device and is never put together from leftovers of several: two trials with 0.6 need
/// two GPUs, two with 0.5 share one. Shares count in millionths of a device, rounded down, so that three trials with
/// <c>1.0 / 3</c> (or 0.3333) share one.
/// </remarks>
/// <param name="Cpu">CPU cores; see <see cref="Cpu"/>.</param>
/// <param name="Gpu">GPUs; see <see cref="Gpu"/>.</param>
/// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
public sealed record Resources(double Cpu = 1, double Gpu = 0)
{
    /// <summary>The smallest share of a device.</summary>
    internal const double ShareMin = 0.001;

    /// <summary>More devices than any machine has; above, something else was meant.</summary>
    internal const int DevicesMax = 1_000_000;

    /// <summary>CPU cores.</summary>
    /// <value>
    /// A fraction from 0.001 to below 1 shares a core with other trials; a whole number from 1 on gets cores of its
    /// own; 0 is not counted. Default 1.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The value is negative, not finite, between 0 and 0.001, above 1 without being whole, or above a million.
    /// </exception>
    public double Cpu { get; init => field = Amount(value, nameof(Cpu)); } = Amount(Cpu, nameof(Cpu));

    /// <summary>GPUs.</summary>
    /// <value>
    /// A fraction from 0.001 to below 1 shares one GPU with other trials; a whole number from 1 on gets whole GPUs; 0
    /// is none. Default 0.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The value is negative, not finite, between 0 and 0.001, above 1 without being whole, or above a million.
    /// </exception>
    public double Gpu { get; init => field = Amount(value, nameof(Gpu)); } = Amount(Gpu, nameof(Gpu));

    /// <summary>Main memory: counted against the machine's, and the most that a trial may take.</summary>
    /// <value>Bytes, at least 0. The default, 0, is neither counted nor limited.</value>
    /// <remarks>
    /// A worker that takes more with all its children is ended on Linux, by the kernel where Clade
    /// may set limits, else by looking several times a second. It counts as a lost worker, and the trial goes on from
    /// its last checkpoint; one that takes too much twice from the same place fails. The .NET runtime of a worker takes
    /// some 80 MiB of it.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long MemoryBytes
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(
            nameof(MemoryBytes), value,
            "A trial can't need less than no memory. Give bytes (2L << 30 is 2 GiB), or 0 to leave memory uncounted.");
    }

    /// <summary>Counts of resources that the user named and listed (licences, say).</summary>
    /// <value>Names with counts of at least 0. Default: none.</value>
    /// <exception cref="ArgumentException">A name is empty, or a count is negative.</exception>
    public ImmutableSortedDictionary<string, long> Custom
    {
        get;
        init => field = Counts(value);
    } = ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);

    /// <summary>Whether both ask for the same.</summary>
    public bool Equals(Resources? other) =>
        other is not null && Cpu.Equals(other.Cpu) && Gpu.Equals(other.Gpu) && MemoryBytes == other.MemoryBytes
        && Custom.SequenceEqual(other.Custom);

    /// <inheritdoc />
    public override int GetHashCode() =>
        unchecked((Cpu.GetHashCode() * 397) ^ (Gpu.GetHashCode() * 31) ^ MemoryBytes.GetHashCode() ^ Custom.Count);

    private static double Amount(double value, string name)
    {
        if (value is 0 or (>= ShareMin and < 1)) return value;
        if (value is >= 1 and <= DevicesMax && Math.Floor(value) == value) return value;

        var (why, remedy) = value switch
        {
            > 0 and < ShareMin => (
                "a share is at least a thousandth of a device", "Ask for 0.001 at least, or for 0"),
            > 1 and < DevicesMax => (
                "only below 1 is an amount a share of one device; from 1 on it counts whole devices",
                string.Create(CultureInfo.InvariantCulture, $"Ask for {Math.Floor(value)} or {Math.Ceiling(value)}")),
            >= DevicesMax => ("no machine has more than a million devices", "Ask for the number that one trial uses"),
            _ => ("an amount is a number from 0 on", "Ask for 0, for a fraction below 1, or for a whole number"),
        };
        throw new ArgumentOutOfRangeException(
            name, value,
            string.Create(
                CultureInfo.InvariantCulture, $"{name}: {value} is no amount of devices, because {why}. {remedy}."));
    }

    private static ImmutableSortedDictionary<string, long> Counts(ImmutableSortedDictionary<string, long> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        foreach (var (name, count) in counts)
        {
            if (!string.IsNullOrWhiteSpace(name) && count >= 0) continue;
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"Custom resource '{name}': {count} can't be asked for, ")
                + "because a resource has a name and a count from 0 on. Name it, and give a whole number.",
                nameof(counts));
        }

        return counts.WithComparers(StringComparer.Ordinal);
    }
}
