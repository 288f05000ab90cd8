using System.Collections.Frozen;
using System.Globalization;

namespace Clade.Workers;

/// <summary>How a worker's process ended.</summary>
/// <param name="Code">The exit code as .NET reports it: 128 and the number for a signal.</param>
/// <param name="WasKilledByClade">Whether Clade ended it.</param>
/// <param name="OutOfMemoryKills">
/// How many processes the kernel killed for want of memory on this machine while the worker lived; null if unknown.
/// </param>
internal sealed record WorkerExit(int Code, bool WasKilledByClade, long? OutOfMemoryKills)
{
    private const int SignalBase = 128;

    // Those that end a process on their own; the numbers are Linux's (macOS agrees in all but SIGBUS and SIGSYS).
    private static readonly FrozenDictionary<int, string> SignalNames = new Dictionary<int, string>
    {
        [1] = "SIGHUP",
        [2] = "SIGINT",
        [3] = "SIGQUIT",
        [4] = "SIGILL",
        [5] = "SIGTRAP",
        [6] = "SIGABRT",
        [7] = "SIGBUS",
        [8] = "SIGFPE",
        [9] = "SIGKILL",
        [11] = "SIGSEGV",
        [13] = "SIGPIPE",
        [14] = "SIGALRM",
        [15] = "SIGTERM",
        [24] = "SIGXCPU",
        [25] = "SIGXFSZ",
        [31] = "SIGSYS",
    }.ToFrozenDictionary();

    /// <summary>The signal that ended the process; null if it exited by itself.</summary>
    public string? Signal => OperatingSystem.IsWindows() ? null : SignalNames.GetValueOrDefault(Code - SignalBase);

    /// <summary>The limit of its memory, if the kernel killed it for going beyond that; 0 otherwise.</summary>
    public long MemoryBytesMax { get; init; }

    /// <summary>Whether the kernel killed it for going beyond its own limit.</summary>
    public bool HasExceededMemory => MemoryBytesMax > 0 && !WasKilledByClade;

    /// <summary>What happened, to follow "the worker" or "it".</summary>
    public override string ToString() => Signal switch
    {
        _ when WasKilledByClade => "was ended by Clade",
        _ when HasExceededMemory =>
            "was killed by the kernel, because it took more memory than the " +
            $"{ResourceFit.Bytes(MemoryBytesMax)} that Resources.MemoryBytes gives a trial",
        null => string.Create(CultureInfo.InvariantCulture, $"exited with code {Code}"),
        "SIGKILL" => $"was killed by SIGKILL ({ReasonOfKill()})",
        "SIGSEGV" => "was killed by SIGSEGV (a crash in native code, most likely; see stderr.log)",
        "SIGABRT" => "was killed by SIGABRT (an unhandled exception, or native code gave up; see stderr.log)",
        var signal => $"was killed by {signal}",
    };

    private string ReasonOfKill() => OutOfMemoryKills switch
    {
        null => "possibly out of memory",
        0 => "by another program or person; the kernel reports no process killed for want of memory meanwhile",
        _ => "out of memory, most likely: the kernel killed a process for want of it meanwhile",
    };

    /// <summary>
    /// How many processes the kernel has killed for want of memory since it started; null if it does not tell.
    /// </summary>
    internal static long? ReadOutOfMemoryKills()
    {
        const string Counter = "oom_kill ";
        if (!OperatingSystem.IsLinux()) return null;

        try
        {
            return File.ReadLines("/proc/vmstat")
                .Where(line => line.StartsWith(Counter, StringComparison.Ordinal))
                .Select(line => (long?)long.Parse(line.AsSpan(Counter.Length), CultureInfo.InvariantCulture))
                .FirstOrDefault();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
