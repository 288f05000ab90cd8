using System.Collections.Immutable;

namespace Clade;

/// <summary>What a machine has to hand out.</summary>
/// <param name="Cpus">The CPUs' numbers, as the operating system counts them.</param>
/// <param name="Gpus">The GPUs' names as <c>CUDA_VISIBLE_DEVICES</c> takes them (an index or a UUID).</param>
/// <param name="MemoryBytes">Main memory in bytes.</param>
/// <param name="Custom">Counts of resources that the user named.</param>
public sealed record MachineResources(
    ImmutableArray<int> Cpus, ImmutableArray<string> Gpus, long MemoryBytes,
    ImmutableSortedDictionary<string, long> Custom);
