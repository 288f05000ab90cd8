using Clade.Workers;
using Clade.Workers.Channel;

namespace Clade.Faults;

/// <summary>Lets this process kill itself at a crash point.</summary>
internal static class CrashSwitch
{
    private static int _visits;

    public static void Arm(FaultPlan plan, FaultKind kind)
    {
        if (plan.Kind != kind) return;

        CrashPoint.Reached = name =>
        {
            if (Thread.CurrentThread.Name == Rehearsal.ThreadName) return;
            if (name == plan.CrashPoint && Interlocked.Increment(ref _visits) >= plan.At && plan.Strikes()) Die();
        };
    }

    /// <summary>By SIGKILL: no handler, no flush, no finally.</summary>
    public static void Die()
    {
        _ = Libc.Kill(Environment.ProcessId, Libc.SigKill);
        Thread.Sleep(Timeout.Infinite);
    }
}
