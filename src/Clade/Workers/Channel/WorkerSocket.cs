using System.Net.Sockets;

namespace Clade.Workers.Channel;

/// <summary>A connection with a worker that has said who it is.</summary>
internal sealed class WorkerSocket(Socket socket) : IDisposable
{
    /// <summary>What the worker says.</summary>
    public LineReader Reader { get; } = new(socket.Receive);

    /// <exception cref="SocketException">The worker is gone.</exception>
    public void Send(ReadOnlySpan<byte> line)
    {
        while (!line.IsEmpty) line = line[socket.Send(line)..];
    }

    /// <summary>How long a read may wait before it fails; zero for as long as it takes.</summary>
    public TimeSpan ReadTimeout
    {
        set => socket.ReceiveTimeout = value == TimeSpan.Zero ? 0 : (int)Math.Max(1, value.TotalMilliseconds);
    }

    /// <summary>What has come is read; then comes the end, even if somebody still could say something.</summary>
    public void EndReading()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Receive);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is over already.
        }
    }

    public void Dispose() => socket.Dispose();
}
