using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Clade.Workers;

/// <summary>A GPU of this machine.</summary>
/// <param name="Index">
/// NVML's number: the order on the bus, which is CUDA's only with CUDA_DEVICE_ORDER=PCI_BUS_ID.
/// </param>
/// <param name="Uuid">What CUDA_VISIBLE_DEVICES understands whatever the order of the devices.</param>
/// <param name="Name">The product's name.</param>
/// <param name="MemoryBytes">All of its memory, free or not.</param>
internal sealed record GpuDevice(int Index, string Uuid, string Name, long MemoryBytes);

/// <summary>Asks NVIDIA's management library (NVML), which comes with the driver, for the GPUs.</summary>
internal static unsafe class GpuDiscovery
{
    private const int Success = 0;
    private const uint TextBytes = 96;

    /// <summary>
    /// The GPUs of this machine, those hidden by CUDA_VISIBLE_DEVICES included; empty without an NVIDIA driver. Takes
    /// tens of milliseconds where there is one.
    /// </summary>
    public static ImmutableArray<GpuDevice> Find()
    {
        var library = OperatingSystem.IsWindows() ? "nvml.dll" : "libnvidia-ml.so.1";
        return NativeLibrary.TryLoad(library, out var handle) ? Find(handle) : [];
    }

    internal static ImmutableArray<GpuDevice> Find(nint library)
    {
        try
        {
            return new Nvml(library).ReadDevices();
        }
        finally
        {
            NativeLibrary.Free(library);
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Memory
    {
        public ulong Total;
        public ulong Free;
        public ulong Used;
    }

    private sealed class Nvml(nint library)
    {
        public ImmutableArray<GpuDevice> ReadDevices()
        {
            // A driver of another version than its library, or no device: an error code, and no GPU to work with.
            if (Function("nvmlInit_v2") is not { } init || ((delegate* unmanaged<int>)init)() != Success) return [];

            try
            {
                uint count;
                return Function("nvmlDeviceGetCount_v2") is { } getCount &&
                    ((delegate* unmanaged<uint*, int>)getCount)(&count) == Success
                        ? [.. Enumerable.Range(0, checked((int)count)).Select(ReadDevice).OfType<GpuDevice>()]
                        : [];
            }
            finally
            {
                if (Function("nvmlShutdown") is { } shutdown) _ = ((delegate* unmanaged<int>)shutdown)();
            }
        }

        private GpuDevice? ReadDevice(int index)
        {
            nint device;
            Memory memory;
            return Function("nvmlDeviceGetHandleByIndex_v2") is { } getHandle &&
                ((delegate* unmanaged<uint, nint*, int>)getHandle)((uint)index, &device) == Success &&
                Function("nvmlDeviceGetMemoryInfo") is { } getMemory &&
                ((delegate* unmanaged<nint, Memory*, int>)getMemory)(device, &memory) == Success &&
                ReadText("nvmlDeviceGetUUID", device) is { } uuid &&
                ReadText("nvmlDeviceGetName", device) is { } name
                    ? new GpuDevice(index, uuid, name, checked((long)memory.Total))
                    : null;
        }

        private string? ReadText(string function, nint device)
        {
            var text = stackalloc byte[(int)TextBytes];
            return Function(function) is { } get &&
                ((delegate* unmanaged<nint, byte*, uint, int>)get)(device, text, TextBytes) == Success
                    ? Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text))
                    : null;
        }

        private nint? Function(string name) =>
            NativeLibrary.TryGetExport(library, name, out var address) ? address : null;
    }
}
