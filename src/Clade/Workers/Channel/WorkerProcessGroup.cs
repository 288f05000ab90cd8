using System.Diagnostics;

namespace Clade.Workers.Channel;

/// <summary>The worker's own process group, in which its children are unless they left it.</summary>
internal static class WorkerProcessGroup
{
    /// <summary>Ends this process and its children at once.</summary>
    public static void Kill()
    {
        // 0 stands for the own group, which the worker founded when it began.
        if (!OperatingSystem.IsWindows()) _ = Libc.Kill(processId: 0, Libc.SigKill);
        Process.GetCurrentProcess().Kill(entireProcessTree: true);
    }
}
