using System.Runtime.InteropServices;
using System.Text;

namespace Clade.Display;

/// <summary>Writes to standard output past <see cref="Console"/>, each text as a whole.</summary>
/// <remarks>
/// On Unix, the console's own streams take the lock of whatever <see cref="Console.Out"/> is at the time. While that is
/// ours, a thread that prints holds this lock and waits for the frame, and a thread that draws would hold the frame and
/// wait for this lock. They also pass on a frame in many small pieces: it would flicker, and a process killed in
/// between would leave the cursor hidden.
/// </remarks>
internal sealed partial class TerminalWriter : TextWriter
{
    private const int StandardOutput = 1;
    private const int Interrupted = 4;
    private const int FullOnLinux = 11;
    private const int FullOnMac = 35;
    private const int FullWaitMilliseconds = 5;

    private static readonly Stream? WindowsStream = OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : null;

    public override Encoding Encoding { get; } = Console.OutputEncoding;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        var bytes = Encoding.GetBytes(value ?? "");
        if (WindowsStream is not null) WindowsStream.Write(bytes);
        else WriteAll(bytes);
    }

    /// <exception cref="IOException">The terminal is gone.</exception>
    private static void WriteAll(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var written = WriteSome(StandardOutput, in MemoryMarshal.GetReference(bytes), bytes.Length);
            if (written >= 0)
            {
                bytes = bytes[(int)written..];
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error == Interrupted) continue;
            if (error is not (FullOnLinux or FullOnMac))
            {
                throw new IOException($"Standard output can't be written: {Marshal.GetPInvokeErrorMessage(error)}.");
            }

            // Another program has made the terminal non-blocking, and it is slower than we are.
            Thread.Sleep(FullWaitMilliseconds);
        }
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteSome(int descriptor, in byte bytes, nint count);
}
