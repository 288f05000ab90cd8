using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Clade.Workers.Channel;

/// <summary>Notices the other side's end while nobody reads: a training function may run for hours between reports.
/// </summary>
internal static class HangUpWatch
{
    private const int LooksInARow = 3;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <param name="socket">The connection.</param>
    /// <param name="onHangUp">Called once, on a thread of the watch's own.</param>
    public static void Start(Socket socket, Action onHangUp) => new Thread(() =>
    {
        Await(socket);
        onHangUp();
    })
    { IsBackground = true, Name = "Clade channel watch" }.Start();

    private static void Await(Socket socket)
    {
        try
        {
            if (OperatingSystem.IsWindows()) Look(socket);
            else Poll(socket);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // That is an end as well.
        }
    }

    // Asked for nothing, poll answers when the connection is gone and at no other time.
    private static void Poll(Socket socket)
    {
        var descriptor = new Libc.PollDescriptor { Descriptor = (int)socket.Handle };
        while (Libc.Poll(ref descriptor, count: 1, timeoutMilliseconds: -1) < 0
            && Marshal.GetLastPInvokeError() == Libc.ErrnoInterrupted)
        {
        }
    }

    // Readable without a byte to read: that is the end of the stream, unless somebody read it in between.
    private static void Look(Socket socket)
    {
        for (var seen = 0; seen < LooksInARow; Thread.Sleep(LookEvery))
        {
            seen = socket.Poll(TimeSpan.Zero, SelectMode.SelectRead) && socket.Available == 0 ? seen + 1 : 0;
        }
    }
}
