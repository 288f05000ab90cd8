using System.Globalization;
using System.Runtime.InteropServices;
using Clade.Guards;

namespace Clade.Workers;

/// <summary>
/// One cgroup per worker, where the system lets this process make them: the only way to end every process that came of
/// a worker at once, those in sessions of their own included.
/// </summary>
internal sealed class WorkerCgroups
{
    private const string KillFile = "cgroup.kill";

    private static readonly TimeSpan LeftoverWaitMax = TimeSpan.FromSeconds(1);

    /// <param name="folder">Exists, and holds no process.</param>
    /// <param name="limitsMemory">Whether the kernel counts memory in the cgroups below it.</param>
    internal WorkerCgroups(string folder, bool limitsMemory)
    {
        (Folder, LimitsMemory) = (folder, limitsMemory);
    }

    /// <summary>Holds the cgroups of this driver's workers, and no process itself.</summary>
    public string Folder { get; }

    /// <summary>Whether a worker's cgroup can have a limit of memory.</summary>
    public bool LimitsMemory { get; }

    /// <summary>Makes the folder; null where there is no version 2 hierarchy or none of it is ours to change.</summary>
    public static WorkerCgroups? TryOpen(string name)
    {
        if (OwnFolder() is not { } own) return null;

        // A cgroup with processes can't hand controllers down to those below it. Where this process has been given a
        // leaf of a folder that is ours (systemd's DelegateSubgroup=), the workers' go beside it, with their limits.
        var beside = Path.GetDirectoryName(own);
        return (beside is null ? null : TryOpenIn(beside, name, needsMemory: true))
            ?? TryOpenIn(own, name, needsMemory: false);
    }

    /// <summary>Makes a worker's cgroup; null if the system refuses.</summary>
    /// <param name="worker">Its name.</param>
    /// <param name="memoryBytesMax">What its processes may take together; 0 for no limit.</param>
    public string? TryAdd(string worker, long memoryBytesMax)
    {
        try
        {
            var folder = Directory.CreateDirectory(Path.Combine(Folder, worker)).FullName;
            if (!LimitsMemory || memoryBytesMax == 0) return folder;

            File.WriteAllText(
                Path.Combine(folder, "memory.max"), memoryBytesMax.ToString(CultureInfo.InvariantCulture));
            // All or none: a training function that lost one of its processes may wait for it for ever.
            File.WriteAllText(Path.Combine(folder, "memory.oom.group"), "1");
            // A kernel without swap has no such file, and the limit holds without.
            var swap = Path.Combine(folder, "memory.swap.max");
            if (File.Exists(swap)) File.WriteAllText(swap, "0");
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Ends every process of a cgroup and waits, up to the limit, until they are gone; then removes it.
    /// </summary>
    public static void KillAndRemove(string folder, TimeSpan limit)
    {
        Kill(folder);
        WaitUntilEmpty(folder, limit);
        Remove(folder);
    }

    /// <summary>Whether the kernel killed processes of this cgroup because it went beyond its limit.</summary>
    public static bool HasKilledForMemory(string folder) =>
        KernelText.Values(Path.Combine(folder, "memory.events")).GetValueOrDefault("oom_kill") > 0;

    /// <summary>Removes the folder; the workers' own must be gone.</summary>
    public void RemoveAll() => Remove(Folder);

    private static string? OwnFolder() =>
        OperatingSystem.IsLinux() ? CgroupMount.ReadAll().FirstOrDefault(m => m.IsUnified)?.OwnFolder : null;

    private static WorkerCgroups? TryOpenIn(string parent, string name, bool needsMemory)
    {
        try
        {
            SweepLeftovers(parent);
            var folder = Path.Combine(parent, name);
            Directory.CreateDirectory(folder);
            var limitsMemory = HandDownMemory(parent) && HandDownMemory(folder);
            var cgroups = new WorkerCgroups(folder, limitsMemory);
            var isUsable = File.Exists(Path.Combine(folder, KillFile)) && CanMoveProcesses(parent);
            if (isUsable && (limitsMemory || !needsMemory)) return cgroups;

            // A kernel before 5.14, or a folder delegated in part.
            Remove(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not ours to change: the usual case in a container or an ssh session.
        }

        return null;
    }

    private static bool HandDownMemory(string folder)
    {
        const string Controller = "memory";
        bool Lists(string file) =>
            (KernelText.ReadOrNull(Path.Combine(folder, file)) ?? "").Split([' ', '\n']).Contains(Controller);
        if (Lists("cgroup.subtree_control")) return true;
        if (!Lists("cgroup.controllers")) return false;

        try
        {
            File.WriteAllText(Path.Combine(folder, "cgroup.subtree_control"), $"+{Controller}");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has processes of its own, this one among them.
            return false;
        }
    }

    // To move a process one must be allowed to write both where it goes and where the way from its old place turns.
    private static bool CanMoveProcesses(string own)
    {
        using var file = File.OpenHandle(Path.Combine(own, "cgroup.procs"), FileMode.Open, FileAccess.Write);
        return !file.IsInvalid;
    }

    // A driver that was killed leaves this to its guardian; if that was killed too, the folders stay for the next one.
    private static void SweepLeftovers(string own)
    {
        foreach (var leftover in Directory.EnumerateDirectories(own))
        {
            if (DriverIdentity.TryParse(Path.GetFileName(leftover))?.IsDead() != true) continue;

            KillAndRemove(leftover, LeftoverWaitMax);
        }
    }

    private static void Kill(string folder)
    {
        try
        {
            File.WriteAllText(Path.Combine(folder, KillFile), "1");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Removed already, by the guardian or by an earlier call.
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            // A worker that ran an experiment of its own has left cgroups in its cgroup.
            foreach (var inner in Directory.EnumerateDirectories(folder)) Remove(inner);

            // A cgroup's files are the kernel's: the folder goes with them, by a plain rmdir.
            Directory.Delete(folder, recursive: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Still in use, or gone. The guardian tries again when this process has ended.
        }
    }

    // The kernel announces a change of cgroup.events as "priority data".
    private static void WaitUntilEmpty(string folder, TimeSpan limit)
    {
        try
        {
            using var events = new FileStream(
                Path.Combine(folder, "cgroup.events"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
            var deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
            while (IsPopulated(events) && Environment.TickCount64 < deadline)
            {
                var descriptor = new Libc.PollDescriptor
                {
                    Descriptor = (int)events.SafeFileHandle.DangerousGetHandle(),
                    Events = Libc.PollPriority,
                };
                if (Libc.Poll(ref descriptor, 1, (int)(deadline - Environment.TickCount64)) < 0 &&
                    Marshal.GetLastPInvokeError() != Libc.ErrnoInterrupted)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The cgroup is gone, hence empty.
        }
    }

    private static bool IsPopulated(FileStream events)
    {
        Span<byte> text = stackalloc byte[256];
        events.Position = 0;
        return text[..events.Read(text)].IndexOf("populated 1"u8) >= 0;
    }
}
