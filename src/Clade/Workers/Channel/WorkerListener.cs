using System.Net.Sockets;
using System.Text.Json;

namespace Clade.Workers.Channel;

/// <summary>Where workers connect. Who does not say the token of an expected worker is sent away.</summary>
internal sealed class WorkerListener : IDisposable
{
    /// <summary>How many may have connected without having said who they are; others wait.</summary>
    public const int StrangersMax = 64;

    /// <summary>How long one may take to say who it is.</summary>
    public static readonly TimeSpan HelloTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);
    private const int HelloBytesMax = 1024;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly SemaphoreSlim _strangers = new(StrangersMax);
    private readonly Lock _lock = new();
    private readonly List<ExpectedWorker> _expected = [];
    private readonly TimeProvider _clock;
    private volatile bool _isDisposed;

    public WorkerListener(string path, TimeProvider clock)
    {
        (Path, _clock) = (path, clock);
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        _socket.Listen(backlog: 128);
        _ = ListenAsync();
    }

    public string Path { get; }

    /// <summary>Lets one worker in. Ask before it is started; dispose what comes back when it has come.</summary>
    public ExpectedWorker Expect()
    {
        var expected = new ExpectedWorker(Forget);
        lock (_lock) _expected.Add(expected);
        return expected;
    }

    /// <summary>Waits for the worker to connect.</summary>
    /// <exception cref="CladeException">It ended first, did not come in time, or is of another Clade.</exception>
    public async Task<Socket> AcceptAsync(ExpectedWorker expected, WorkerProcess process, StartupOutput output)
    {
        try
        {
            await Task.WhenAny(expected.Connected, process.Exited).WaitAsync(ConnectTimeout, _clock)
                .ConfigureAwait(false);
            if (expected.Connected.IsCompleted) return await expected.Connected.ConfigureAwait(false);

            throw new CladeException(
                $"A worker could not start: it {await process.Exited.ConfigureAwait(false)}. It printed: {output}");
        }
        catch (TimeoutException)
        {
            throw new CladeException(
                $"A worker did not connect within {ConnectTimeout.TotalSeconds} s of its start. It printed: {output}");
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        _socket.Dispose();
    }

    private void Forget(ExpectedWorker expected)
    {
        lock (_lock) _expected.Remove(expected);
    }

    private async Task ListenAsync()
    {
        while (true)
        {
            await _strangers.WaitAsync().ConfigureAwait(false);
            try
            {
                _ = GreetAsync(await _socket.AcceptAsync().ConfigureAwait(false));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                _strangers.Release();
                if (_isDisposed) return;

                // No descriptor was free, or whoever connected is gone already: workers that come later must get in.
                await Task.Delay(PauseAfterFailure, TimeProvider.System).ConfigureAwait(false);
            }
        }
    }

    private async Task GreetAsync(Socket socket)
    {
        var isKept = false;
        try
        {
            var hello = await ReadHelloAsync(socket).WaitAsync(HelloTimeout, _clock).ConfigureAwait(false);
            isKept = Greet(hello, socket);
        }
        catch (Exception e) when (
            e is SocketException or ObjectDisposedException or JsonException or TimeoutException
                or InvalidDataException)
        {
            // Whoever that was, it is no worker of this experiment.
        }

        if (!isKept) socket.Dispose();
        _strangers.Release();
    }

    /// <returns>Whether the socket is a worker's now.</returns>
    private bool Greet(HelloMessage hello, Socket socket)
    {
        ExpectedWorker? expected;
        lock (_lock) expected = _expected.Find(worker => ChannelToken.AreEqual(worker.Token, hello.Token));
        if (expected is null) return false;
        if (hello.Protocol == ChannelJson.Protocol) return expected.TryConnect(socket);

        var reason = $"The worker speaks version {hello.Protocol} of the channel's protocol, and the driver version " +
            $"{ChannelJson.Protocol}. Both come with Clade: let the program and its workers use the same version.";
        socket.Send(ChannelJson.Write(new RefusedMessage(ChannelJson.Protocol, reason)));
        expected.Refuse(reason);
        return false;
    }

    // Byte by byte: what follows the line belongs to whoever reads the socket next.
    private static async Task<HelloMessage> ReadHelloAsync(Socket socket)
    {
        var line = new List<byte>();
        var next = new byte[1];
        while (line.Count < HelloBytesMax && await socket.ReceiveAsync(next).ConfigureAwait(false) == 1)
        {
            if (next[0] != '\n') line.Add(next[0]);
            else if (ChannelJson.ReadWorkerMessage([.. line]) is HelloMessage hello) return hello;
            else break;
        }

        throw new InvalidDataException("The first line is no hello.");
    }
}
