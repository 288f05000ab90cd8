namespace Clade.Workers.Channel;

/// <summary>A worker that is being started, and the secret by which it will be known.</summary>
internal sealed class ExpectedWorker(Action<ExpectedWorker> forget) : IDisposable
{
    private readonly TaskCompletionSource<WorkerSocket> _connected =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WorkerSocket? _refused;

    public string Token { get; } = ChannelToken.New();

    /// <summary>
    /// Its socket, once it has come; fails with a <see cref="CladeException"/> where it was refused.
    /// </summary>
    public Task<WorkerSocket> Connected => _connected.Task;

    /// <returns>Whether it is the first with this token.</returns>
    public bool TryConnect(WorkerSocket socket) => _connected.TrySetResult(socket);

    /// <summary>Says why the worker can't serve. Its socket stays open meanwhile, for it to read that.</summary>
    public void Refuse(string reason, WorkerSocket socket)
    {
        _refused = socket;
        _connected.TrySetException(new CladeException(reason));
    }

    public void Dispose()
    {
        forget(this);
        _refused?.Dispose();
    }
}
