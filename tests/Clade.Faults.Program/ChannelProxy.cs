using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Clade.Faults;

/// <summary>Stands between the driver and its workers, and lets messages wait or come twice.</summary>
/// <remarks>
/// It takes the place of the driver's socket before the first worker is there. What comes twice is what a driver must
/// take for a redelivery; the order of a worker's messages stays, as sockets keep it.
/// </remarks>
internal sealed class ChannelProxy : IDisposable
{
    private static readonly string[] Repeated = ["\"type\":\"report\"", "\"type\":\"saved\"", "\"type\":\"started\""];
    private static readonly TimeSpan DelayMax = TimeSpan.FromMilliseconds(10);

    private readonly FaultPlan _plan;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private string _real = "";

    private ChannelProxy(FaultPlan plan) => _plan = plan;

    public static ChannelProxy Install(FaultPlan plan)
    {
        var proxy = new ChannelProxy(plan);
        new Thread(proxy.TakeOver) { IsBackground = true, Name = "Channel proxy" }.Start();
        return proxy;
    }

    public void Dispose() => _listener.Dispose();

    // Looks without a pause: the driver binds its socket well before its first worker can have started.
    private void TakeOver()
    {
        var mark = $"-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-";
        string? channel = null;
        while (channel is null)
        {
            Thread.Yield();
            channel = Directory.EnumerateDirectories(Path.GetTempPath(), "clade-*")
                .Where(folder => Path.GetFileName(folder).Contains(mark, StringComparison.Ordinal))
                .Select(static folder => Path.Combine(folder, "channel")).FirstOrDefault(File.Exists);
        }

        _real = $"{channel}-real";
        File.Move(channel, _real);
        _listener.Bind(new UnixDomainSocketEndPoint(channel));
        _listener.Listen();
        Accept();
    }

    private void Accept()
    {
        var count = 0;
        try
        {
            while (true)
            {
                var worker = _listener.Accept();
                var driver = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                driver.Connect(new UnixDomainSocketEndPoint(_real));
                Pump(worker, driver, new Random((int)_plan.Seed + _plan.At + count++));
                Pump(driver, worker, new Random((int)_plan.Seed + _plan.At + count++));
            }
        }
        catch (SocketException)
        {
            // The experiment is over.
        }
    }

    private void Pump(Socket from, Socket to, Random random) =>
        new Thread(() => Forward(from, to, random)) { IsBackground = true }.Start();

    private void Forward(Socket from, Socket to, Random random)
    {
        try
        {
            using var reader = new StreamReader(new NetworkStream(from), Encoding.UTF8);
            while (reader.ReadLine() is { } line)
            {
                Thread.Sleep(DelayMax * random.NextDouble());
                var twice = Repeated.Any(line.Contains) && random.Next(2) == 0;
                if (twice) _plan.Strikes();
                to.Send(Encoding.UTF8.GetBytes(twice ? $"{line}\n{line}\n" : $"{line}\n"));
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // One side is gone; the other learns it below.
        }

        from.Dispose();
        to.Dispose();
    }
}
