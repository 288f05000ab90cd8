using System.Net.Sockets;
using System.Text;
using Clade.Workers.Channel;
using Microsoft.Extensions.Time.Testing;

namespace Clade.Workers.Hostile;

/// <summary>Whoever connects and is no worker of the experiment is sent away, and keeps no worker out.</summary>
public sealed class WorkerListenerTests : IDisposable
{
    private readonly string _folder = PrivateFolders.Create();
    private readonly FakeTimeProvider _clock = new();
    private readonly WorkerListener _listener;

    public WorkerListenerTests() => _listener = new WorkerListener(Path.Combine(_folder, "channel"), _clock);

    public static TheoryData<string> Strangers =>
    [
        "{nonsense\n", "\n", "null\n", "\0\0\0\n", "{\"type\":\"exit\"}\n",
        $"{{\"type\":\"hello\",\"protocol\":1,\"token\":\"{new string('A', 22)}\"}}\n",
        "{\"type\":\"hello\",\"protocol\":1,\"token\":\"\"}\n",
        "{\"type\":\"hello\",\"protocol\":1,\"token\":null}\n",
        "{\"type\":\"hello\",\"protocol\":2,\"token\":\"unknown\"}\n",
        new string('x', 5_000),
        "{\"type\":\"report\",\"trial\":0,\"attempt\":0,\"token\":\"x\",\"sequence\":1,\"metrics\":{\"a\":1,\"a\":2}," +
        "\"can_save\":true}\n",
    ];

    [Theory, MemberData(nameof(Strangers))]
    public async Task A_stranger_is_sent_away_and_a_worker_gets_in(string said)
    {
        using var expected = _listener.Expect();
        using var stranger = Connect();
        stranger.Send(Encoding.UTF8.GetBytes(said));

        await RequireClosedAsync(stranger);

        using var worker = Connect();
        worker.Send(HelloOf(expected));
        using var accepted = await expected.TakeAsync().WaitAsync(Patience.Long, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_hello_in_pieces_is_a_hello()
    {
        using var expected = _listener.Expect();
        using var worker = Connect();
        foreach (var piece in HelloOf(expected)) worker.Send([piece]);

        using var accepted = await expected.TakeAsync().WaitAsync(Patience.Long, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_worker_that_nobody_waits_for_any_more_is_sent_away()
    {
        var expected = _listener.Expect();
        using var worker = Connect();
        worker.Send(HelloOf(expected));
        await expected.Connected.WaitAsync(Patience.Long, TestContext.Current.CancellationToken);

        expected.Dispose();

        await RequireClosedAsync(worker);
    }

    [Fact]
    public async Task The_second_with_a_token_is_sent_away()
    {
        using var expected = _listener.Expect();
        using var first = Connect();
        first.Send(HelloOf(expected));
        using var accepted = await expected.TakeAsync().WaitAsync(Patience.Long, TestContext.Current.CancellationToken);

        using var second = Connect();
        second.Send(HelloOf(expected));
        await RequireClosedAsync(second);

        // The first goes on.
        accepted.Send("x"u8);
        Assert.Equal(1, first.Receive(new byte[1]));
    }

    [Fact]
    public async Task A_token_is_of_no_use_once_its_worker_has_come()
    {
        var expected = _listener.Expect();
        var hello = HelloOf(expected);
        expected.Dispose();

        using var late = Connect();
        late.Send(hello);

        await RequireClosedAsync(late);
    }

    [Fact]
    public async Task Those_who_say_nothing_are_sent_away_in_time_and_a_worker_gets_in_after_them()
    {
        using var expected = _listener.Expect();
        var silent = Enumerable.Range(0, WorkerListener.StrangersMax).Select(_ => Connect()).ToList();

        // A clock that goes on by itself until they are gone; it must not send the worker away as well.
        while (!silent.TrueForAll(static socket => socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0))
        {
            _clock.Advance(WorkerListener.HelloTimeout);
            await Task.Yield();
        }

        using var worker = Connect();
        worker.Send(HelloOf(expected));
        using var accepted = await expected.TakeAsync();
        await RequireClosedAsync(silent[0]);
        foreach (var socket in silent) socket.Dispose();
    }

    [Fact]
    public async Task A_worker_of_another_protocol_is_told_both_versions()
    {
        using var expected = _listener.Expect();
        using var worker = Connect();
        worker.Send(Encoding.UTF8.GetBytes(
            $"{{\"type\":\"hello\",\"protocol\":7,\"token\":\"{expected.Token}\",\"unknown\":{{}}}}\n"));

        var error = await Assert.ThrowsAsync<CladeException>(
            () => expected.TakeAsync().WaitAsync(Patience.Long, TestContext.Current.CancellationToken));
        Assert.Contains("version 7", error.Message, StringComparison.Ordinal);
        Assert.Contains("the driver version 1", error.Message, StringComparison.Ordinal);
        using var reader = new StreamReader(new NetworkStream(worker));
        var refused = Assert.IsType<RefusedMessage>(ChannelJson.ReadDriverMessage(
            Encoding.UTF8.GetBytes((await reader.ReadLineAsync(TestContext.Current.CancellationToken))!)));
        Assert.Equal((1, error.Message), (refused.Protocol, refused.Reason));
    }

    public void Dispose()
    {
        _listener.Dispose();
        PrivateFolders.Remove(_folder);
    }

    internal static byte[] HelloOf(ExpectedWorker expected) =>
        ChannelJson.Write(new HelloMessage(ChannelJson.Protocol, expected.Token));

    internal static Socket Connect(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private Socket Connect() => Connect(_listener.Path);

    private static async Task RequireClosedAsync(Socket socket)
    {
        try
        {
            Assert.Equal(0, await socket.ReceiveAsync(new byte[1]).WaitAsync(Patience.Long));
        }
        catch (SocketException e)
        {
            // With something unread the system says it more harshly.
            Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
        }
    }
}
