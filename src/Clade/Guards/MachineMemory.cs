using System.Collections.Immutable;
using Clade.Workers;

namespace Clade.Guards;

/// <summary>What of this machine's memory can still be had, by what the kernel says. Linux only.</summary>
internal sealed class MachineMemory
{
    private readonly string _memoryInfo;
    private readonly ImmutableArray<(string Folder, bool IsUnified)> _groups;

    /// <param name="root">Where /proc and the cgroups are; a test may make them up.</param>
    public MachineMemory(string root = "/")
    {
        _memoryInfo = Path.Combine(root, "proc/meminfo");
        _groups =
        [
            .. from mount in CgroupMount.ReadAll(root)
               where mount.IsUnified || mount.Controllers.Contains("memory")
               from folder in mount.OwnFolderAndAncestors()
               select (folder, mount.IsUnified),
        ];
    }

    /// <summary>
    /// The tightest of what the machine has and what each cgroup around this process leaves; none where the system does
    /// not say.
    /// </summary>
    public MemoryReading? Read()
    {
        var info = KernelText.Values(_memoryInfo, scale: 1024);
        if (!info.TryGetValue("MemTotal", out var total) || !info.TryGetValue("MemAvailable", out var available))
        {
            return null;
        }

        var tightest = new MemoryReading(available, total);
        foreach (var (folder, isUnified) in _groups)
        {
            if (ReadGroup(folder, isUnified) is { } group && group.AvailableBytes < tightest.AvailableBytes)
            {
                tightest = group;
            }
        }

        return tightest;
    }

    /// <summary>The smallest limit that a cgroup around this process sets; none without one.</summary>
    public (string Folder, long Bytes)? TightestLimit()
    {
        var limits = _groups.Select(group => (group.Folder, Bytes: LimitOf(group.Folder, group.IsUnified)))
            .Where(static group => group.Bytes is not null).ToList();
        return limits.Count == 0 ? null : limits.MinBy(static group => group.Bytes) is var (folder, bytes)
            ? (folder, bytes!.Value) : null;
    }

    private static MemoryReading? ReadGroup(string folder, bool isUnified)
    {
        if (LimitOf(folder, isUnified) is not { } limit) return null;

        var used = KernelText.Number(Path.Combine(folder, isUnified ? "memory.current" : "memory.usage_in_bytes"));
        if (used is null) return null;

        // What was read from files goes before anything is killed; of what is in use the kernel keeps about a half.
        var statistics = KernelText.Values(Path.Combine(folder, "memory.stat"));
        var prefix = isUnified ? "" : "total_";
        var reclaimable = statistics.GetValueOrDefault($"{prefix}inactive_file")
            + (statistics.GetValueOrDefault($"{prefix}active_file") / 2);
        return new MemoryReading(Math.Max(0, limit - Math.Max(0, used.Value - reclaimable)), limit);
    }

    // "max" (version 2) is no number; version 1 says "no limit" by the largest number of whole pages.
    private static long? LimitOf(string folder, bool isUnified) =>
        KernelText.Number(Path.Combine(folder, isUnified ? "memory.max" : "memory.limit_in_bytes")) is { } limit
        && limit < long.MaxValue - (1 << 20)
            ? limit
            : null;
}
