using System.Collections.Immutable;
using System.Net.Sockets;
using System.Text;
using Clade.Workers.Channel;

namespace Clade.Workers.Hostile;

/// <summary>A real worker, and a driver that says what it must not: the worker ends, and says why.</summary>
public sealed class HostileDriverTests(TestProgram program)
{
    private const int ExitOnRefusal = 72;

    public static TheoryData<string> Garbage =>
    [
        "{nonsense", "", "null", "{\"type\":\"hello\",\"protocol\":1,\"token\":\"x\"}",
        "{\"type\":\"System.String\"}",
        new string('[', 5_000), new string('x', 2 << 20), "{\"type\":\"start\"}",
        "{\"type\":\"answer\",\"trial\":0,\"attempt\":0,\"sequence\":1,\"decision\":\"save\"," +
        "\"checkpoint\":\"../../etc\",\"learning_rate_factor\":1}",
    ];

    [Theory, MemberData(nameof(Garbage))]
    public async Task Garbage_from_the_driver_ends_the_worker_with_a_message(string said)
    {
        var (exit, output) = await RunAsync($"{said}\n");

        Assert.NotEqual(0, exit.Code);
        Assert.Contains("The channel to the driver broke: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_is_refused_says_both_versions_and_ends()
    {
        var refusal = ChannelJson.Write(new RefusedMessage(9, "too old"));

        var (exit, output) = await RunAsync(Encoding.UTF8.GetString(refusal));

        Assert.Equal(ExitOnRefusal, exit.Code);
        Assert.Equal("The driver (protocol 9) sent this worker (protocol 1) away: too old\n", output);
    }

    private async Task<(WorkerExit Exit, string Output)> RunAsync(string said)
    {
        await using var spawner = WorkerSpawner.Open(program.Snapshot);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var path = Path.Combine(spawner.PrivateFolder, "channel");
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var output = new CapturedOutput();
        var worker = await spawner.StartAsync(new WorkerStart
        {
            Entry = FunctionReference.From(TrainingWorker.Run),
            Values = ImmutableDictionary<string, string>.Empty
                .Add(TrainingWorker.SocketName, path).Add(TrainingWorker.TokenName, "x")
                .Add(TrainingWorker.FunctionName, "x"),
            Output = output.Sinks,
        });

        using var channel = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        try
        {
            channel.Send(Encoding.UTF8.GetBytes(said));
        }
        catch (SocketException)
        {
            // The worker has heard enough.
        }

        var exit = await worker.Exited.WaitAsync(Patience.Long, TestContext.Current.CancellationToken);
        return (exit, output.Text);
    }
}
