using System.Runtime.InteropServices;

namespace Clade.Workers;

/// <summary>Waits for the end of processes that are not the test's children.</summary>
internal static partial class LinuxProcess
{
    private const int PidfdOpen = 434;
    private const int ErrnoNoSuchProcess = 3;
    private const short PollIn = 1;

    /// <summary>Opens a handle that stays with this very process even if its id is used again.</summary>
    public static LinuxProcessHandle Open(int processId)
    {
        var descriptor = (int)SystemCall(PidfdOpen, processId, 0);
        Assert.True(
            descriptor >= 0 || Marshal.GetLastPInvokeError() == ErrnoNoSuchProcess,
            $"Process {processId} cannot be watched: {Marshal.GetLastPInvokeErrorMessage()}");
        return new LinuxProcessHandle(processId, descriptor);
    }

    public static bool Exists(int processId) => Libc.Kill(processId, 0) == 0;

    internal static bool WaitForEnd(int descriptor, TimeSpan limit)
    {
        var poll = new Libc.PollDescriptor { Descriptor = descriptor, Events = PollIn };
        return Libc.Poll(ref poll, 1, (int)limit.TotalMilliseconds) == 1;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second);

    [LibraryImport("libc", EntryPoint = "close")]
    internal static partial int Close(int descriptor);
}

internal sealed class LinuxProcessHandle(int processId, int descriptor) : IDisposable
{
    public bool WasFound => descriptor >= 0;

    public void Kill() => _ = Libc.Kill(processId, Libc.SigKill);

    /// <summary>Waits for the end of the process.</summary>
    public bool Ends(TimeSpan limit) => descriptor < 0 || LinuxProcess.WaitForEnd(descriptor, limit);

    /// <summary>Fails the test if the process does not end.</summary>
    public void AssertEnds() => Assert.True(Ends(Patience.Long), $"Process {processId} lives on.");

    public void Dispose()
    {
        if (descriptor >= 0) _ = LinuxProcess.Close(descriptor);
    }
}
