using System.Runtime.InteropServices;

namespace Clade.Workers;

/// <summary>
/// The calls of the C library that .NET does not offer. Linux and macOS only; callers ask for the system.
/// </summary>
internal static partial class Libc
{
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const int ErrnoInterrupted = 4;
    public const int PrSetParentDeathSignal = 1;
    public const int PrSetChildSubreaper = 36;
    public const short PollIn = 1;
    public const short PollPriority = 2;
    private const int UsageOfChildren = -1;

    private const int WaitNotHanging = 1;

    // prctl is variadic in C. Linux passes variadic integers like any others; macOS does not, and has no prctl.
    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static partial int ProcessControl(int option, nuint value, nuint unused3, nuint unused4, nuint unused5);

    [LibraryImport("libc", EntryPoint = "getppid")]
    public static partial int GetParentId();

    [LibraryImport("libc", EntryPoint = "setpgid", SetLastError = true)]
    public static partial int SetProcessGroup(int processId, int groupId);

    /// <summary>Signals a process, or a whole process group where the id is negative.</summary>
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int processId, int signal);

    /// <summary>Takes a dead child out of the list of processes; a child that lives is left alone.</summary>
    public static void WaitFor(int processId) => _ = WaitFor(processId, status: 0, WaitNotHanging);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitFor(int processId, nint status, int options);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    public static partial int SetAffinity(int threadId, nuint maskBytes, ReadOnlySpan<byte> mask);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    public static partial int GetAffinity(int threadId, nuint maskBytes, Span<byte> mask);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int HardLink(string existing, string link);

    [LibraryImport("libc", EntryPoint = "unsetenv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int UnsetVariable(string name);

    [LibraryImport("libc", EntryPoint = "setenv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetVariable(string name, string value, int overwrite);

    /// <summary>Empties the C library's own output buffers; 0 stands for all of them.</summary>
    [LibraryImport("libc", EntryPoint = "fflush", SetLastError = true)]
    public static partial int FlushStream(nint stream);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(ref PollDescriptor descriptor, nuint count, int timeoutMilliseconds);

    /// <summary>
    /// The most memory that the largest of this process's children took that have ended and were waited for, or of
    /// theirs; in bytes.
    /// </summary>
    public static long PeakResidentBytesOfChildren()
    {
        if (!OperatingSystem.IsLinux()) return 0;

        // struct rusage: four numbers of two times, then the mark in KiB, then thirteen more.
        Span<long> usage = stackalloc long[32];
        usage.Clear();
        return GetUsage(UsageOfChildren, usage) == 0 ? usage[4] * 1024 : 0;
    }

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    private static partial int GetUsage(int who, Span<long> usage);

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
