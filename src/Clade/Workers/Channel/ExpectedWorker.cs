namespace Clade.Workers.Channel;

/// <summary>A worker that is being started, and the secret by which it will be known.</summary>
internal sealed class ExpectedWorker(Action<ExpectedWorker> forget) : IDisposable
{
    private readonly TaskCompletionSource<WorkerSocket> _connected =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WorkerSocket? _refused;
    private bool _isTaken;

    public string Token { get; } = ChannelToken.New();

    /// <summary>Completes once it has come, or was refused.</summary>
    public Task Connected => _connected.Task;

    /// <summary>Its socket, for the caller to dispose.</summary>
    /// <exception cref="CladeException">It was refused.</exception>
    public async Task<WorkerSocket> TakeAsync()
    {
        var socket = await _connected.Task.ConfigureAwait(false);
        _isTaken = true;
        return socket;
    }

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
        // One that came when nobody waited any more.
        var isLate = !_connected.TrySetCanceled() && !_isTaken && _connected.Task.IsCompletedSuccessfully;
        if (isLate) _connected.Task.Result.Dispose();
    }
}
