using System.Collections.Immutable;

namespace Clade.Workers;

/// <summary>What holds on this system, and what does not.</summary>
internal static class WorkerLimitations
{
    public static ImmutableArray<string> Of(bool hasGuardian)
    {
        if (OperatingSystem.IsWindows())
        {
            return
            [
                "If this process is killed, its workers end when their channel does, but processes that a training " +
                "function started go on: end them by hand.",
                "Workers are not restricted to CPUs on Windows; only thread counts are set.",
            ];
        }

        if (OperatingSystem.IsMacOS())
        {
            return
            [
                "If this process is killed, a worker ends when it next looks at its channel; one that hangs in " +
                "native code does not.",
                "Workers are not restricted to CPUs on macOS; only thread counts are set.",
            ];
        }

        return hasGuardian
            ? []
            : ["There is no /bin/sh here: if this process is killed, its workers die with it, but processes that a " +
                "training function started go on."];
    }
}
