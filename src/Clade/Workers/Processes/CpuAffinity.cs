using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Clade.Workers;

/// <summary>
/// Which CPUs a thread, and every process it starts, may run on. Linux only: elsewhere nothing is pinned.
/// </summary>
internal static class CpuAffinity
{
    // Linux can be built for 8192 CPUs; the kernel refuses a mask shorter than its own.
    private const int MaskBytes = 8192 / 8;

    /// <summary>The CPUs the calling thread may use, ascending; empty where the system does not say.</summary>
    public static ImmutableArray<int> OfCurrentThread()
    {
        if (!OperatingSystem.IsLinux()) return [];

        Span<byte> mask = stackalloc byte[MaskBytes];
        mask.Clear();
        if (Libc.GetAffinity(threadId: 0, MaskBytes, mask) < 0) return [];

        var cpus = ImmutableArray.CreateBuilder<int>();
        for (var cpu = 0; cpu < MaskBytes * 8; cpu++)
        {
            if ((mask[cpu / 8] & (1 << (cpu % 8))) != 0) cpus.Add(cpu);
        }

        return cpus.ToImmutable();
    }

    /// <summary>Restricts the calling thread to these CPUs. Children inherit the restriction.</summary>
    /// <exception cref="CladeException">The system refuses: no such CPU is allowed to this process.</exception>
    public static void RestrictCurrentThread(ImmutableArray<int> cpus)
    {
        if (!OperatingSystem.IsLinux() || cpus.IsEmpty) return;

        Span<byte> mask = stackalloc byte[MaskBytes];
        mask.Clear();
        foreach (var cpu in cpus)
        {
            if (cpu is < 0 or >= MaskBytes * 8) throw Refused(cpus, "no machine has that many CPUs");
            mask[cpu / 8] |= (byte)(1 << (cpu % 8));
        }

        if (Libc.SetAffinity(threadId: 0, MaskBytes, mask) != 0)
        {
            throw Refused(cpus, Marshal.GetLastPInvokeErrorMessage());
        }
    }

    private static CladeException Refused(ImmutableArray<int> cpus, string reason) => new(
        $"A worker cannot be restricted to CPU {string.Join(", ", cpus)}: {reason}. This process may use CPU " +
        $"{string.Join(", ", OfCurrentThread())}; take the ids from there.");
}
