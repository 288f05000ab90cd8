using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;

namespace Clade.Workers.Channel;

/// <summary>Where workers connect. Who does not say the token of an expected worker is sent away.</summary>
internal sealed class WorkerListener : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan HelloTimeout = TimeSpan.FromSeconds(10);
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<WorkerSocket>> _expected = new(StringComparer.Ordinal);

    public WorkerListener(string path)
    {
        Path = path;
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        _socket.Listen(backlog: 128);
        new Thread(Listen) { IsBackground = true, Name = "Clade worker listener" }.Start();
    }

    public string Path { get; }

    public static string NewToken() => RandomNumberGenerator.GetHexString(32);

    /// <summary>Waits for one worker to connect.</summary>
    /// <exception cref="CladeException">The worker ended first, or did not come in time.</exception>
    public async Task<WorkerSocket> AcceptAsync(string token, WorkerProcess process, StartupOutput output)
    {
        var connected = _expected.GetOrAdd(
            token, static _ => new TaskCompletionSource<WorkerSocket>(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await Task.WhenAny(connected.Task, process.Exited).WaitAsync(ConnectTimeout).ConfigureAwait(false);
            if (connected.Task.IsCompletedSuccessfully) return await connected.Task.ConfigureAwait(false);

            throw new CladeException(
                $"A worker could not start: it {await process.Exited.ConfigureAwait(false)}. It printed: {output}");
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw new CladeException(
                $"A worker did not connect within {ConnectTimeout.TotalSeconds} s of its start. It printed: {output}");
        }
        finally
        {
            _expected.TryRemove(token, out _);
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Listen()
    {
        while (true)
        {
            try
            {
                var socket = _socket.Accept();
                new Thread(() => Greet(socket)) { IsBackground = true, Name = "Clade worker greeting" }.Start();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Greet(Socket socket)
    {
        var worker = new WorkerSocket(socket);
        try
        {
            // Ends a read that would wait for ever, however slowly the bytes come.
            using var deadline = new Timer(static late => ((WorkerSocket)late!).Dispose(), worker, HelloTimeout,
                Timeout.InfiniteTimeSpan);
            if (worker.Reader.TryRead(out var line) && ChannelJson.ReadWorkerMessage(line) is HelloMessage hello
                && hello.Protocol == ChannelJson.Protocol && _expected.TryGetValue(hello.Token, out var connected)
                && connected.TrySetResult(worker)) return;
        }
        catch (Exception e) when (
            e is SocketException or ObjectDisposedException or JsonException or InvalidDataException)
        {
            // Whoever that was, it is no worker of this experiment.
        }

        worker.Dispose();
    }
}
