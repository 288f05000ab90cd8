using System.Collections.Immutable;
using System.Globalization;

namespace Clade.Workers;

/// <summary>The CPUs this process may use: which ones, and how much of them.</summary>
/// <param name="Cpus">
/// Ids in the order in which to hand them out: hyperthreads of one core, then cores of one package, stay together, so
/// that a worker with two CPUs gets one core rather than halves of two.
/// </param>
/// <param name="Usable">
/// How many CPUs' time may be used: the number of ids, or a container's quota where that is less. May be a fraction.
/// </param>
internal sealed record CpuTopology(ImmutableArray<int> Cpus, double Usable)
{
    /// <summary>Whole CPUs to plan with; at least 1, since a process with a quota of half a CPU still runs.</summary>
    public int UsableWhole => Math.Max(1, (int)Usable);

    /// <summary>Asks the system. Call it from a thread whose affinity Clade has not changed.</summary>
    public static CpuTopology Read()
    {
        var allowed = CpuAffinity.OfCurrentThread();
        if (allowed.IsEmpty) allowed = [.. Enumerable.Range(0, Environment.ProcessorCount)];
        return OperatingSystem.IsLinux() ? From(allowed, root: "/") : new CpuTopology(allowed, allowed.Length);
    }

    /// <summary>Reads /proc and /sys below <paramref name="root"/>, which a test may make up.</summary>
    internal static CpuTopology From(ImmutableArray<int> allowed, string root)
    {
        var ordered = allowed
            .OrderBy(cpu => ReadCpuNumber(root, cpu, "physical_package_id"))
            .ThenBy(cpu => ReadCpuNumber(root, cpu, "core_id"))
            .ThenBy(cpu => cpu)
            .ToImmutableArray();

        return new CpuTopology(ordered, Math.Min(ordered.Length, ReadQuota(root) ?? ordered.Length));
    }

    private static int ReadCpuNumber(string root, int cpu, string name) =>
        int.TryParse(
            ReadOrNull(Path.Combine(root, $"sys/devices/system/cpu/cpu{cpu}/topology/{name}")),
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var number)
            ? number
            : 0;

    // Every ancestor may set a quota of its own, and the smallest one binds.
    private static double? ReadQuota(string root)
    {
        var quotas = CgroupMount.ReadAll(root)
            .Where(mount => mount.IsUnified || mount.Controllers.Contains("cpu"))
            .SelectMany(mount => mount.OwnFolderAndAncestors().Select(folder => mount.IsUnified
                ? ParseCpuMax(ReadOrNull(Path.Combine(folder, "cpu.max")))
                : ParseCfsQuota(
                    quota: ReadOrNull(Path.Combine(folder, "cpu.cfs_quota_us")),
                    period: ReadOrNull(Path.Combine(folder, "cpu.cfs_period_us")))))
            .OfType<double>()
            .ToList();

        return quotas.Count == 0 ? null : quotas.Min();
    }

    private static double? ParseCpuMax(string? line)
    {
        var parts = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return parts.Length == 2 ? ParseCfsQuota(quota: parts[0], period: parts[1]) : null;
    }

    // "max" (version 2) and -1 (version 1) mean no quota.
    private static double? ParseCfsQuota(string? quota, string? period) =>
        double.TryParse(quota, CultureInfo.InvariantCulture, out var used) && used > 0 &&
        double.TryParse(period, CultureInfo.InvariantCulture, out var length) && length > 0
            ? used / length
            : null;

    private static string? ReadOrNull(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
