using System.Net.Sockets;

namespace Clade.Workers;

/// <summary>A socket by which a worker waits until the test lets it go on.</summary>
internal sealed class TestChannel : IDisposable
{
    private const string Name = "CHANNEL";

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _path;

    public TestChannel(string folder)
    {
        _path = Path.Combine(folder, "channel");
        _listener.Bind(new UnixDomainSocketEndPoint(_path));
        _listener.Listen();
    }

    /// <summary>Called in the worker.</summary>
    public static void WaitForWord(WorkerContext context)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(context[Name]!));
        socket.Receive(new byte[1]);
    }

    /// <summary>Tells a worker where to connect.</summary>
    public WorkerStart Announce(WorkerStart start) => start with { Values = start.Values.Add(Name, _path) };

    public async Task<Socket> AcceptAsync() =>
        await _listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Long);

    public void Dispose() => _listener.Dispose();
}
