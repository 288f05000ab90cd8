using System.Collections.Immutable;
using Clade.Workers;

namespace Clade.Driver;

/// <summary>What this machine has to hand out, by what it says and what the user listed.</summary>
internal static class ThisMachine
{
    public static MachineResources Describe(TuneOptions options)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return new MachineResources(
            options.Cpus ?? UsableCpus(), options.Gpus ?? ListedGpus(), memory, options.CustomResources);
    }

    // A quota of two CPUs out of sixteen allowed ones is two: threads on more of them would only be throttled.
    private static ImmutableArray<int> UsableCpus()
    {
        var topology = CpuTopology.Read();
        return [.. topology.Cpus.Take(topology.UsableWhole)];
    }

    private static ImmutableArray<string> ListedGpus()
    {
        var gpus = GpuDiscovery.Find().Select(static gpu => gpu.Uuid);
        var visible = Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES");
        return visible is null
            ? [.. gpus]
            : [.. visible.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }
}
