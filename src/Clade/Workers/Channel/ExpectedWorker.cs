using System.Net.Sockets;

namespace Clade.Workers.Channel;

/// <summary>A worker that is being started, and the secret by which it will be known.</summary>
internal sealed class ExpectedWorker(Action<ExpectedWorker> forget) : IDisposable
{
    private readonly TaskCompletionSource<Socket> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Token { get; } = ChannelToken.New();

    /// <summary>Its socket, once it has come; fails with a <see cref="CladeException"/> where it was refused.</summary>
    public Task<Socket> Connected => _connected.Task;

    /// <returns>Whether it is the first with this token.</returns>
    public bool TryConnect(Socket socket) => _connected.TrySetResult(socket);

    public void Refuse(string reason) => _connected.TrySetException(new CladeException(reason));

    public void Dispose() => forget(this);
}
