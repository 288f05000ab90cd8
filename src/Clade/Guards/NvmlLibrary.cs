using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Clade.Workers;

namespace Clade.Guards;

/// <summary>
/// NVIDIA's management library (NVML), which comes with the driver, through its C interface. Without an NVIDIA driver
/// there is none, which is the normal case.
/// </summary>
/// <remarks>
/// Functions are looked up one by one: their newer variants (<c>_v2</c>, <c>_v3</c>) are missing in older drivers, and
/// none of them is worth failing for.
/// </remarks>
internal sealed unsafe class NvmlLibrary : IDisposable
{
    /// <summary>Names another library to load: a stand-in in tests, or one in an unusual place.</summary>
    public const string PathVariable = "CLADE_NVML";

    /// <summary>More processes than this on one GPU are not looked at.</summary>
    public const int ProcessesMax = 4096;

    private const uint TextBytes = 96;

    // What the library says instead of a number that it does not have.
    private const ulong NotAvailable = ulong.MaxValue;

    private readonly nint _library;
    private readonly ImmutableArray<(GpuDevice Device, nint Handle)> _devices;

    private NvmlLibrary(nint library)
    {
        _library = library;
        (_devices, Problems) = ReadDevices();
    }

    public IEnumerable<GpuDevice> Devices => _devices.Select(static device => device.Device);

    /// <summary>GPUs that the driver lists and that can't be used, each a sentence.</summary>
    public ImmutableArray<string> Problems { get; }

    /// <summary>The driver's version; none if it does not say.</summary>
    public string? DriverVersion
    {
        get
        {
            var text = stackalloc byte[(int)TextBytes];
            return Function("nvmlSystemGetDriverVersion") is { } get &&
                ((delegate* unmanaged<byte*, uint, NvmlResult>)get)(text, TextBytes) == NvmlResult.Success
                    ? TextOf(text)
                    : null;
        }
    }

    /// <summary>Loads the library and lets it find the driver.</summary>
    /// <param name="reason">Why there is none, a sentence.</param>
    public static NvmlLibrary? TryOpen(out string? reason)
    {
        var path = Environment.GetEnvironmentVariable(PathVariable);
        var name = !string.IsNullOrEmpty(path) ? path
            : OperatingSystem.IsWindows() ? "nvml.dll" : "libnvidia-ml.so.1";
        if (NativeLibrary.TryLoad(name, out var library)) return TryOpen(library, out reason);

        reason = $"No GPU is managed: {name} is not here, so there is no NVIDIA driver.";
        return null;
    }

    /// <param name="library">A loaded library; freed with what is opened, or if nothing is.</param>
    /// <param name="reason">Why it is of no use, a sentence.</param>
    public static NvmlLibrary? TryOpen(nint library, out string? reason)
    {
        var result = NativeLibrary.TryGetExport(library, "nvmlInit_v2", out var init)
            ? ((delegate* unmanaged<NvmlResult>)init)()
            : NvmlResult.FunctionNotFound;
        reason = result == NvmlResult.Success ? null : $"No GPU is managed: NVIDIA's library says that {Why(result)}.";
        if (result == NvmlResult.Success) return new NvmlLibrary(library);

        NativeLibrary.Free(library);
        return null;
    }

    /// <summary>What a result means, to follow "says that"; with the remedy where there is one.</summary>
    public static string Why(NvmlResult result) => result switch
    {
        NvmlResult.NotSupported => "this GPU does not support that",
        NvmlResult.NoPermission => "this user may not ask; run as one who may, or ask for the rights",
        NvmlResult.DriverNotLoaded => "the driver is not loaded; install or load NVIDIA's driver",
        NvmlResult.FunctionNotFound => "its version lacks a function; install a newer driver",
        NvmlResult.GpuIsLost => "the GPU has fallen off the bus; restart the machine",
        NvmlResult.ResetRequired => "the GPU must be reset before it works again",
        NvmlResult.VersionMismatch =>
            "the driver in the kernel and the library are of different versions; restart the machine after an update",
        _ => string.Create(CultureInfo.InvariantCulture, $"it failed (error {(int)result})"),
    };

    public void Dispose()
    {
        if (Function("nvmlShutdown") is { } shutdown) _ = ((delegate* unmanaged<NvmlResult>)shutdown)();
        NativeLibrary.Free(_library);
    }

    /// <summary>The memory of a GPU that is in use now, by anybody; none if it does not say.</summary>
    public long? UsedBytes(GpuDevice device) =>
        ReadMemory(HandleOf(device), out var memory) == NvmlResult.Success ? checked((long)memory.Used) : null;

    /// <summary>
    /// What each process takes of a GPU's memory now; processes for which it does not say are left out.
    /// </summary>
    /// <param name="device">Which GPU.</param>
    /// <param name="result">Why nothing is known, if nothing is.</param>
    public ImmutableArray<(int ProcessId, long Bytes)> ProcessesOn(GpuDevice device, out NvmlResult result)
    {
        // Version 3 has the same entries as version 2, version 1 shorter ones.
        (string Name, int EntryBytes)[] variants =
        [
            ("nvmlDeviceGetComputeRunningProcesses_v3", sizeof(ProcessInfo)),
            ("nvmlDeviceGetComputeRunningProcesses_v2", sizeof(ProcessInfo)),
            ("nvmlDeviceGetComputeRunningProcesses", sizeof(ProcessInfoV1)),
        ];
        result = NvmlResult.FunctionNotFound;
        foreach (var (name, entryBytes) in variants)
        {
            if (Function(name) is { } function) return Read(function, HandleOf(device), entryBytes, out result);
        }

        return [];
    }

    private static ImmutableArray<(int ProcessId, long Bytes)> Read(
        nint function, nint device, int entryBytes, out NvmlResult result)
    {
        uint count = 32;
        while (true)
        {
            var entries = new byte[count * entryBytes];
            fixed (byte* first = entries)
            {
                result = ((delegate* unmanaged<nint, uint*, byte*, NvmlResult>)function)(device, &count, first);
                var isMore = count <= ProcessesMax && count * entryBytes > entries.Length;
                if (result == NvmlResult.InsufficientSize && isMore)
                {
                    // Some more: another process may start before the next call.
                    count += 8;
                    continue;
                }

                if (result != NvmlResult.Success) return [];

                var processes = ImmutableArray.CreateBuilder<(int, long)>();
                for (var i = 0; i < count; i++)
                {
                    // Both kinds of entry begin alike.
                    var entry = (ProcessInfoV1*)(first + (i * entryBytes));
                    if (entry->UsedBytes != NotAvailable)
                    {
                        processes.Add(((int)entry->ProcessId, checked((long)entry->UsedBytes)));
                    }
                }

                return processes.ToImmutable();
            }
        }
    }

    private (ImmutableArray<(GpuDevice, nint)>, ImmutableArray<string>) ReadDevices()
    {
        var devices = ImmutableArray.CreateBuilder<(GpuDevice, nint)>();
        var problems = ImmutableArray.CreateBuilder<string>();
        uint count = 0;
        var counted = Function("nvmlDeviceGetCount_v2") is { } getCount
            ? ((delegate* unmanaged<uint*, NvmlResult>)getCount)(&count)
            : NvmlResult.FunctionNotFound;
        if (counted != NvmlResult.Success)
        {
            return ([], [$"The GPUs can't be counted: NVIDIA's library says that {Why(counted)}."]);
        }

        for (var index = 0; index < count; index++)
        {
            var result = ReadDevice(index, out var device, out var handle);
            if (result == NvmlResult.Success) devices.Add((device!, handle));
            else problems.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"GPU {index} is listed but of no use: NVIDIA's library says that {Why(result)}."));
        }

        return (devices.ToImmutable(), problems.ToImmutable());
    }

    private NvmlResult ReadDevice(int index, out GpuDevice? device, out nint handle)
    {
        (device, handle) = (null, 0);
        nint found = 0;
        var result = Function("nvmlDeviceGetHandleByIndex_v2") is { } getHandle
            ? ((delegate* unmanaged<uint, nint*, NvmlResult>)getHandle)((uint)index, &found)
            : NvmlResult.FunctionNotFound;
        if (result != NvmlResult.Success) return result;

        handle = found;
        result = ReadMemory(found, out var memory);
        if (result != NvmlResult.Success) return result;

        result = ReadText("nvmlDeviceGetUUID", found, out var uuid);
        if (result != NvmlResult.Success) return result;

        result = ReadText("nvmlDeviceGetName", found, out var name);
        if (result == NvmlResult.Success) device = new GpuDevice(index, uuid!, name!, checked((long)memory.Total));
        return result;
    }

    private NvmlResult ReadMemory(nint device, out Memory memory)
    {
        memory = default;
        fixed (Memory* read = &memory)
        {
            return Function("nvmlDeviceGetMemoryInfo") is { } get
                ? ((delegate* unmanaged<nint, Memory*, NvmlResult>)get)(device, read)
                : NvmlResult.FunctionNotFound;
        }
    }

    private NvmlResult ReadText(string function, nint device, out string? text)
    {
        var bytes = stackalloc byte[(int)TextBytes];
        var result = Function(function) is { } get
            ? ((delegate* unmanaged<nint, byte*, uint, NvmlResult>)get)(device, bytes, TextBytes)
            : NvmlResult.FunctionNotFound;
        text = result == NvmlResult.Success ? TextOf(bytes) : null;
        return result;
    }

    private static string TextOf(byte* text) =>
        Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    private nint HandleOf(GpuDevice device) => _devices.First(other => other.Device.Index == device.Index).Handle;

    private nint? Function(string name) =>
        NativeLibrary.TryGetExport(_library, name, out var address) ? address : null;

    // nvmlMemory_t.
    [StructLayout(LayoutKind.Sequential)]
    private struct Memory
    {
        public ulong Total;
        public ulong Free;
        public ulong Used;
    }

    // nvmlProcessInfo_v1_t: 16 bytes.
    [StructLayout(LayoutKind.Sequential)]
    private struct ProcessInfoV1
    {
        public uint ProcessId;
        public ulong UsedBytes;
    }

    // nvmlProcessInfo_v2_t, nvmlProcessInfo_t: 24 bytes.
    [StructLayout(LayoutKind.Sequential)]
    private struct ProcessInfo
    {
        public uint ProcessId;
        public ulong UsedBytes;
        public uint GpuInstanceId;
        public uint ComputeInstanceId;
    }
}
