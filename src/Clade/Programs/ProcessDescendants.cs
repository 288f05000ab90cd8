using System.Diagnostics;
using Clade.Workers;

namespace Clade.Programs;

/// <summary>The processes that came of this one, however deep, for a worker that runs programs. Linux only.</summary>
internal static class ProcessDescendants
{
    private const int KillRoundsMax = 200;

    // Nothing tells of the end of a process that is no child: one has to look again.
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan PauseMax = TimeSpan.FromMilliseconds(20);
    private static volatile int _startedHere;

    /// <summary>The one process that .NET started, and waits for.</summary>
    public static int StartedHere
    {
        get => _startedHere;
        set => _startedHere = value;
    }

    /// <summary>
    /// From now on a descendant whose parent ends becomes a child of this process, and can't get lost.
    /// </summary>
    public static void Adopt()
    {
        if (OperatingSystem.IsLinux()) _ = Libc.ProcessControl(Libc.PrSetChildSubreaper, 1, 0, 0, 0);
    }

    /// <summary>Ends them: SIGTERM, the grace, SIGKILL. Returns when none is left.</summary>
    /// <param name="grace">How long they may take.</param>
    /// <param name="isTold">Whether the program knows already, so that no signal is needed at first.</param>
    /// <param name="kept">A child that is left alone with all that is its own; 0 for none.</param>
    public static void End(TimeSpan grace, bool isTold, int kept = 0)
    {
        var told = new HashSet<int>();
        var clock = Stopwatch.StartNew();
        for (var pause = PauseMin; clock.Elapsed < grace; pause = Longer(pause))
        {
            var living = Find(kept);
            if (living.Count == 0) return;

            foreach (var id in living.Where(id => !isTold && told.Add(id))) _ = Libc.Kill(id, Libc.SigTerm);
            Thread.Sleep(pause);
        }

        Kill(kept);
    }

    /// <summary>Finds those that run; those that are dead and have nobody to wait for them are waited for.</summary>
    /// <param name="kept">A child to leave out, with all that is its own; 0 for none.</param>
    public static List<int> Find(int kept = 0)
    {
        var children = ProcessStatus.All().ToLookup(static process => process.Parent);
        var found = new List<int>();
        var open = new Queue<int>([Environment.ProcessId]);
        while (open.TryDequeue(out var parent))
        {
            foreach (var (id, _, _, isDead) in children[parent].Where(child => child.Id != kept))
            {
                // .NET waits for those that it started, and for no others.
                if (isDead && parent == Environment.ProcessId && id != StartedHere) Libc.WaitFor(id);
                if (isDead) continue;

                found.Add(id);
                open.Enqueue(id);
            }
        }

        return found;
    }

    // Again until none is found: a process may fork between the reading of the list and its death.
    private static void Kill(int kept)
    {
        var pause = PauseMin;
        for (var round = 0; round < KillRoundsMax && Find(kept) is { Count: > 0 } living; round++)
        {
            foreach (var id in living) _ = Libc.Kill(id, Libc.SigKill);
            Thread.Sleep(pause);
            pause = Longer(pause);
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < PauseMax ? pause * 2 : PauseMax;
}
