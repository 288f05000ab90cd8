using System.Collections.Immutable;
using Clade.Guards;

namespace Clade.Workers;

/// <summary>A GPU of this machine.</summary>
/// <param name="Index">
/// NVML's number: the order on the bus, which is CUDA's only with CUDA_DEVICE_ORDER=PCI_BUS_ID.
/// </param>
/// <param name="Uuid">What CUDA_VISIBLE_DEVICES understands whatever the order of the devices.</param>
/// <param name="Name">The product's name.</param>
/// <param name="MemoryBytes">All of its memory, free or not.</param>
internal sealed record GpuDevice(int Index, string Uuid, string Name, long MemoryBytes);

/// <summary>Asks NVIDIA's management library, which comes with the driver, for the GPUs.</summary>
internal static class GpuDiscovery
{
    /// <summary>
    /// The GPUs of this machine, those hidden by CUDA_VISIBLE_DEVICES included; empty without an NVIDIA driver. Takes
    /// tens of milliseconds where there is one.
    /// </summary>
    public static ImmutableArray<GpuDevice> Find()
    {
        using var library = NvmlLibrary.TryOpen(out _);
        return [.. library?.Devices ?? []];
    }
}
