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

    /// <summary>The longest hello.</summary>
    public const int HelloBytesMax = 1024;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

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
        new Thread(Listen) { IsBackground = true, Name = "Clade worker listener" }.Start();
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
    public async Task<WorkerSocket> AcceptAsync(ExpectedWorker expected, WorkerProcess process, StartupOutput output)
    {
        try
        {
            await Task.WhenAny(expected.Connected, process.Exited).WaitAsync(ConnectTimeout, _clock)
                .ConfigureAwait(false);
            if (expected.Connected.IsCompleted) return await expected.TakeAsync().ConfigureAwait(false);

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

    private void Listen()
    {
        while (true)
        {
            _strangers.Wait();
            if (Accept() is not { } socket) return;

            StartGreeting(socket);
        }
    }

    /// <returns>None when nobody listens any more.</returns>
    private WorkerSocket? Accept()
    {
        while (true)
        {
            try
            {
                return new WorkerSocket(_socket.Accept());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                if (_isDisposed) return null;

                // No descriptor was free, or whoever connected is gone already: workers that come later must get in.
                Thread.Sleep(PauseAfterFailure);
            }
        }
    }

    private void StartGreeting(WorkerSocket socket)
    {
        while (true)
        {
            try
            {
                new Thread(() => Greet(socket)) { IsBackground = true, Name = "Clade worker greeting" }.Start();
                return;
            }
            catch (OutOfMemoryException)
            {
                // A thread needs a descriptor for a moment, too.
                Thread.Sleep(PauseAfterFailure);
            }
        }
    }

    private void Greet(WorkerSocket socket)
    {
        var isKept = false;
        try
        {
            // Ends a read that would wait for ever, however slowly the bytes come.
            using var deadline = _clock.CreateTimer(
                static late => ((WorkerSocket)late!).Dispose(), socket, HelloTimeout, Timeout.InfiniteTimeSpan);
            socket.Reader.LineBytesMax = HelloBytesMax;
            isKept = socket.Reader.TryRead(out var line) && ChannelJson.ReadWorkerMessage(line) is HelloMessage hello
                && Greet(hello, socket);
        }
        catch (Exception e) when (
            e is SocketException or ObjectDisposedException or JsonException or InvalidDataException)
        {
            // Whoever that was, it is no worker of this experiment.
        }

        if (!isKept) socket.Dispose();
        _strangers.Release();
    }

    /// <returns>Whether the socket is somebody's now.</returns>
    private bool Greet(HelloMessage hello, WorkerSocket socket)
    {
        ExpectedWorker? expected;
        lock (_lock) expected = _expected.Find(worker => ChannelToken.AreEqual(worker.Token, hello.Token));
        if (expected is null) return false;
        if (hello.Protocol == ChannelJson.Protocol)
        {
            socket.Reader.LineBytesMax = ChannelJson.LineBytesMax;
            return expected.TryConnect(socket);
        }

        var reason = $"The worker speaks version {hello.Protocol} of the channel's protocol, and the driver version " +
            $"{ChannelJson.Protocol}. Both come with Clade: let the program and its workers use the same version.";
        socket.Send(ChannelJson.Write(new RefusedMessage(ChannelJson.Protocol, reason)));
        expected.Refuse(reason, socket);
        return true;
    }
}
