using System.Collections.Immutable;

namespace Clade;

/// <summary>What one attempt holds of a machine.</summary>
/// <param name="Cpus">The CPUs, by number; several trials with a fraction each may hold the same one.</param>
/// <param name="Gpus">The GPUs, by name.</param>
/// <param name="Request">What was asked for: a fraction counts on each device that is listed.</param>
public sealed record ResourceAllocation(ImmutableArray<int> Cpus, ImmutableArray<string> Gpus, Resources Request)
{
    /// <summary>Whether both hold the same devices for the same request.</summary>
    public bool Equals(ResourceAllocation? other) =>
        other is not null && Request == other.Request && Cpus.AsSpan().SequenceEqual(other.Cpus.AsSpan())
        && Gpus.AsSpan().SequenceEqual(other.Gpus.AsSpan());

    /// <inheritdoc />
    public override int GetHashCode() =>
        Cpus.Aggregate(Request.GetHashCode(), static (hash, cpu) => unchecked((hash * 31) + cpu));
}
