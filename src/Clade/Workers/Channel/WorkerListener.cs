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
    private const int HelloBytesMax = 1024;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Socket>> _expected = new(StringComparer.Ordinal);

    public WorkerListener(string path)
    {
        Path = path;
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        _socket.Listen(backlog: 128);
        _ = ListenAsync();
    }

    public string Path { get; }

    public static string NewToken() => RandomNumberGenerator.GetHexString(32);

    /// <summary>Waits for one worker to connect.</summary>
    /// <exception cref="CladeException">The worker ended first, or did not come in time.</exception>
    public async Task<Socket> AcceptAsync(string token, WorkerProcess process, StartupOutput output)
    {
        var connected = _expected.GetOrAdd(
            token, static _ => new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously));
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

    private async Task ListenAsync()
    {
        while (true)
        {
            try
            {
                var socket = await _socket.AcceptAsync().ConfigureAwait(false);
                _ = GreetAsync(socket);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task GreetAsync(Socket socket)
    {
        try
        {
            var hello = await ReadHelloAsync(socket).WaitAsync(HelloTimeout).ConfigureAwait(false);
            if (hello.Protocol == ChannelJson.Protocol && _expected.TryGetValue(hello.Token, out var connected)
                && connected.TrySetResult(socket)) return;
        }
        catch (Exception e) when (
            e is SocketException or ObjectDisposedException or JsonException or TimeoutException
                or InvalidDataException)
        {
            // Whoever that was, it is no worker of this experiment.
        }

        socket.Dispose();
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
