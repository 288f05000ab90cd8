using System.Text;

namespace Clade.Workers;

/// <summary>Ends what a worker started, when the worker itself is gone.</summary>
/// <remarks>
/// Three nets, since each has a hole. The worker's process group misses children that made a group or a session of
/// their own. Its cgroup misses nothing, but not every system lets us have one. The mark in the environment, which
/// every descendant inherits unless it clears its environment, is Linux's fallback for that.
/// </remarks>
internal static class ProcessTree
{
    private static readonly TimeSpan CgroupWaitMax = TimeSpan.FromSeconds(2);
    private const int RoundsMax = 10;

    private static ReadOnlySpan<byte> TreeAssignment => "CLADE_TREE="u8;

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

    /// <summary>Ends what came of workers whose driver died together with its guardian.</summary>
    public static void KillOrphans()
    {
        if (!OperatingSystem.IsLinux()) return;

        foreach (var (id, environment) in Processes())
        {
            var start = environment.AsSpan().IndexOf(TreeAssignment);
            if (start < 0) continue;

            // "/<driver>.<worker>/", once for each experiment inside another's worker.
            var tree = environment.AsSpan(start + TreeAssignment.Length);
            var end = tree.IndexOf((byte)0);
            var drivers = Encoding.UTF8.GetString(end < 0 ? tree : tree[..end]).Split('/');
            if (drivers.Any(d => DriverIdentity.TryParse(d)?.IsDead() == true)) _ = Libc.Kill(id, Libc.SigKill);
        }
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
        foreach (var (id, environment) in Processes())
        {
            if (environment.AsSpan().IndexOf(mark) >= 0) found |= Libc.Kill(id, Libc.SigKill) == 0;
        }

        return found;
    }

    // A dead process that nobody has waited for has no environment any more, and is not found again.
    private static IEnumerable<(int Id, byte[] Environment)> Processes() => ProcessStatus.Ids()
        .Where(id => id != Environment.ProcessId)
        .Select(id => (id, ReadEnvironment(id)));

    private static byte[] ReadEnvironment(int processId)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{processId}/environ");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone meanwhile, or another user's.
            return [];
        }
    }
}
