using System.Collections.Immutable;

namespace Clade.Workers;

/// <summary>What holds on this system, and what does not.</summary>
internal static class WorkerLimitations
{
    /// <summary>How a limit of memory is enforced, where that is not the kernel's to do.</summary>
    /// <param name="memoryBytesMax">The limit; 0 for none.</param>
    /// <param name="isKernels">Whether the kernel enforces it.</param>
    public static ImmutableArray<string> OfMemory(long memoryBytesMax, bool isKernels)
    {
        if (!OperatingSystem.IsLinux())
        {
            return
            [
                "Memory is not watched on this system: Resources.MemoryBytes says how many trials fit, and nobody " +
                "ends one that takes more.",
            ];
        }

        return memoryBytesMax == 0 || isKernels ? [] :
        [
            $"A trial that takes more memory than {ResourceFit.Bytes(memoryBytesMax)} is ended by looking several " +
            "times a second, not by the kernel: this process may not set limits (it has no cgroup of version 2 with " +
            "the memory controller handed down to it).",
        ];
    }

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
