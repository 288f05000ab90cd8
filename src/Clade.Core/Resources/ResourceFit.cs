using System.Collections.Immutable;
using System.Globalization;

namespace Clade;

/// <summary>Whether a request fits an empty machine, in words.</summary>
internal static class ResourceFit
{
    // Longer lists of devices would hide the sentence that they are part of.
    private const int DevicesListedMax = 8;

    /// <summary>Why not even one trial fits.</summary>
    /// <returns>
    /// One sentence per shortage, each with the arithmetic and the remedy, separated by line ends; none when one fits.
    /// </returns>
    public static string? ReasonItCannotFit(Resources request, MachineResources machine)
    {
        var reasons = new List<string>();
        AddDevices(
            reasons, "CPU", request.Cpu, machine.Cpus,
            "start Clade where more CPUs are visible (a container's limit or an affinity mask may hide some)");
        AddDevices(
            reasons, "GPU", request.Gpu, machine.Gpus,
            "start Clade where more GPUs are visible (CUDA_VISIBLE_DEVICES may hide some)");
        if (request.MemoryBytes > machine.MemoryBytes)
        {
            reasons.Add(
                $"A trial asks for {Bytes(request.MemoryBytes)} of memory; this machine has "
                + $"{Bytes(machine.MemoryBytes)}. Ask for at most that, or use a machine with more memory.");
        }

        AddCustom(reasons, request, machine);
        return reasons.Count == 0 ? null : string.Join('\n', reasons);
    }

    private static void AddDevices<T>(
        List<string> reasons, string kind, double asked, ImmutableArray<T> devices, string otherWay)
    {
        var needed = (int)Math.Ceiling(asked);
        if (needed <= devices.Length) return;

        var has = devices.IsEmpty ? "none" : $"{Number(devices.Length)} ({List(devices)})";
        var less = devices.IsEmpty ? "for 0" : $"for at most {Number(devices.Length)}";
        reasons.Add(
            $"A trial asks for {Number(asked)} {kind}{(asked > 1 ? "s" : "")}; this machine has {has}. Ask {less}, or "
            + $"{otherWay}.");
    }

    private static void AddCustom(List<string> reasons, Resources request, MachineResources machine)
    {
        foreach (var (name, asked) in request.Custom)
        {
            var has = machine.Custom.GetValueOrDefault(name);
            if (asked <= has) continue;

            var listed = machine.Custom.ContainsKey(name)
                ? $"this machine lists {Number(has)}"
                : machine.Custom.IsEmpty
                    ? "this machine lists no custom resources"
                    : $"this machine lists no such resource, only {string.Join(", ", machine.Custom.Keys)}";
            reasons.Add(
                $"A trial asks for {Number(asked)} of '{name}'; {listed}. Ask for at most {Number(has)}, or list "
                + $"'{name}' with at least {Number(asked)} for this machine.");
        }
    }

    private static string List<T>(ImmutableArray<T> devices) => devices.Length <= DevicesListedMax
        ? string.Join(", ", devices)
        : $"{string.Join(", ", devices.Take(DevicesListedMax - 1))}, … {devices[^1]}";

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>An amount of memory for people.</summary>
    public static string Bytes(long bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.##} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.##} MiB");
}
