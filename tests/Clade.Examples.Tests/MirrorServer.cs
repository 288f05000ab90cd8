using System.Net;
using System.Net.Sockets;

namespace Clade.Examples.Tests;

/// <summary>A mirror on this machine, which answers with what a test gives it.</summary>
internal sealed class MirrorServer : IDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(10);
    private readonly HttpListener _listener;
    private readonly Dictionary<string, byte[]> _files;
    private readonly TaskCompletionSource _released = new();
    private readonly Task _serving;
    private int _requests;

    public MirrorServer(Dictionary<string, byte[]> files, bool answers = true)
    {
        _files = files;
        (_listener, Address) = Listen();
        if (answers) _released.SetResult();
        _serving = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    public int Requests => Volatile.Read(ref _requests);

    public void Dispose()
    {
        _released.TrySetResult();
        _listener.Close();
        _serving.Wait(CloseTimeout);
    }

    private static (HttpListener Listener, Uri Address) Listen()
    {
        while (true)
        {
            var listener = new HttpListener();
            var address = new Uri($"http://127.0.0.1:{FreePort()}/mnist/");
            listener.Prefixes.Add(address.ToString());
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException)
            {
                // Another process took the port in between: the next one.
                listener.Close();
            }
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                Interlocked.Increment(ref _requests);
                await _released.Task;
                Answer(context);
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // The listener was closed, by this object or by a client that gave up: the test is over.
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var name = Path.GetFileName(context.Request.Url!.AbsolutePath);
        if (_files.TryGetValue(name, out var content)) context.Response.OutputStream.Write(content);
        else context.Response.StatusCode = (int)HttpStatusCode.NotFound;
        context.Response.Close();
    }
}
