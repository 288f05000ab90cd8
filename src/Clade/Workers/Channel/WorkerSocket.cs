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

    public void Dispose() => socket.Dispose();
}
