using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Clade.Workers.Channel;

namespace Clade.Workers.Hostile;

/// <summary>A worker that says whatever it is told to, byte by byte: in a process of its own.</summary>
internal sealed class RawWorker(Socket socket) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    /// <summary>The attempt that the driver asked for.</summary>
    public StartMessage Start { get; private set; } = null!;

    /// <summary>The token of the attempt before.</summary>
    public string TokenBefore { get; private set; } = "";

    public Socket Socket => socket;

    public string Started => About("started", "\"config\":{\"case\":\"x\"}");

    public static RawWorker Connect(WorkerContext context)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(context[TrainingWorker.SocketName]!));
        return new RawWorker(socket);
    }

    public string Report(long sequence, string metrics = "{\"score\":1}") => About(
        "report",
        string.Create(
            CultureInfo.InvariantCulture, $"\"sequence\":{sequence},\"metrics\":{metrics},\"can_save\":true"));

    public string Saved(long sequence, long bytes) => About(
        "saved", string.Create(CultureInfo.InvariantCulture, $"\"sequence\":{sequence},\"bytes\":{bytes}"));

    public string Ended(string outcome, string damage = "null") =>
        About("ended", $"\"outcome\":\"{outcome}\",\"error\":null,\"damage\":{damage}");

    /// <summary>A message about the attempt, with its token.</summary>
    public string About(string type, string fields) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"type\":\"{type}\",\"trial\":{Start.Trial},\"attempt\":{Start.Attempt},") +
        $"\"token\":\"{Start.Token}\",{fields}}}";

    public void Say(params IEnumerable<string> lines)
    {
        foreach (var line in lines) Write([.. Encoding.UTF8.GetBytes(line), (byte)'\n']);
    }

    public void Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    /// <summary>Waits for the next attempt to serve; false when the driver wants no more.</summary>
    public bool WaitForStart()
    {
        while (ReadLine() is { } line)
        {
            if (ChannelJson.ReadDriverMessage(line) is not StartMessage start) return false;

            TokenBefore = Start?.Token ?? "";
            Start = start;
            OutputMark.Write(start.OutputMark);
            return true;
        }

        return false;
    }

    public void WaitForAnswer() => ReadLine();

    public void Dispose() => _stream.Dispose();

    /// <summary>Stays until the driver ends this process.</summary>
    public void WaitForEnd()
    {
        while (_stream.ReadByte() >= 0)
        {
        }

        // The end of the channel alone does not make a hostile worker leave.
        Thread.Sleep(Timeout.Infinite);
    }

    private byte[]? ReadLine()
    {
        var line = new List<byte>();
        while (_stream.ReadByte() is >= 0 and var next)
        {
            if (next == '\n') return [.. line];

            line.Add((byte)next);
        }

        return null;
    }
}
