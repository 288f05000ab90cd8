using System.Text;

namespace Clade.Workers;

/// <summary>Ends what a worker started, when the worker itself is gone.</summary>
/// <remarks>
/// Three nets, since each has a hole. The worker's process group misses children that made a group or a session of their
/// own. Its cgroup misses nothing, but not every system lets us have one. The mark in the environment, which every
/// descendant inherits unless it clears its environment, is Linux's fallback for that.
/// </remarks>
internal static class ProcessTree
{
    private static readonly TimeSpan CgroupWaitMax = TimeSpan.FromSeconds(2);
    private const int RoundsMax = 10;

    /// <param name="workerId">The process, and group, of the worker.</param>
    /// <param name="mark">What only the environments of this worker's descendants contain.</param>
    /// <param name="cgroup">The worker's own cgroup, if it has one; it is removed.</param>
    public static void Kill(int workerId, string mark, string? cgroup)
    {
        if (OperatingSystem.IsWindows()) return;

        _ = Libc.Kill(-workerId, Libc.SigKill);
        if (cgroup is not null) WorkerCgroups.KillAndRemove(cgroup, CgroupWaitMax);

        // Even after a cgroup's end: the worker may not have been allowed to join it.
        if (OperatingSystem.IsLinux()) KillMarked(Encoding.UTF8.GetBytes(mark));
    }

    // Again until nothing is found: a process may fork between the reading of the list and its death.
    private static void KillMarked(byte[] mark)
    {
        for (var round = 0; round < RoundsMax; round++)
        {
            if (!KillMarkedOnce(mark)) return;
        }
    }

    private static bool KillMarkedOnce(byte[] mark)
    {
        var found = false;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), out var id) || id == Environment.ProcessId) continue;

            // A dead process that nobody has waited for has no environment any more.
            if (ReadEnvironment(folder).AsSpan().IndexOf(mark) < 0) continue;

            found |= Libc.Kill(id, Libc.SigKill) == 0;
        }

        return found;
    }

    private static byte[] ReadEnvironment(string folder)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, "environ"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone meanwhile, or another user's.
            return [];
        }
    }
}
