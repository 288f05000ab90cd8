using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Clade.Storage;

namespace Clade.Control;

/// <summary>Asks the driver of a running experiment for something.</summary>
internal static class ControlClient
{
    private static readonly TimeSpan ReleaseLookInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Sends a request, and waits for the reply; for an end, until the driver is done.</summary>
    /// <param name="folder">The experiment's folder.</param>
    /// <param name="request">What to do.</param>
    /// <param name="cancellationToken">Gives up waiting; what was asked for is done all the same.</param>
    /// <returns>What was done, a sentence.</returns>
    /// <exception cref="CladeException">Nobody drives the experiment, or the driver refused.</exception>
    public static async Task<string> AskAsync(
        ExperimentFolder folder, ControlRequest request, CancellationToken cancellationToken = default)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await ConnectAsync(socket, folder, cancellationToken).ConfigureAwait(false);
        var line = JsonSerializer.SerializeToUtf8Bytes(request, ControlJson.Default.ControlRequest);
        await socket.SendAsync((byte[])[.. line, (byte)'\n'], cancellationToken).ConfigureAwait(false);

        using var reader = new StreamReader(new NetworkStream(socket), Encoding.UTF8);
        var reply = await ReadAsync(reader, folder, cancellationToken).ConfigureAwait(false);
        if (reply.Refused is { } reason) throw new CladeException(reason);
        if (request.Action is ControlAction.Stop or ControlAction.StopNow)
        {
            await AwaitEndAsync(reader, cancellationToken).ConfigureAwait(false);
            await AwaitReleaseAsync(folder, cancellationToken).ConfigureAwait(false);
        }

        return reply.Done!;
    }

    private static async Task ConnectAsync(Socket socket, ExperimentFolder folder, CancellationToken cancellationToken)
    {
        if (ReadAddress(folder) is not { } address) throw Nobody(folder);

        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(address.Socket), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new CladeException(
                $"The experiment in '{folder.Path}' is driven by another user's process {address.Pid}, which only " +
                "that user may control. Ask that user, or use that account.", e);
        }
        catch (SocketException)
        {
            // The driver was killed, and could not take the file away.
            throw Nobody(folder);
        }
    }

    private static CladeException Nobody(ExperimentFolder folder) => new(
        DriverLock.Holder(folder) is { } holder
            ? $"The experiment in '{folder.Path}' is driven by {holder}, which can't be asked from here: it runs on " +
              "another machine, is an older version of Clade, or has just begun. Press Ctrl+C where it runs."
            : $"No driver has the experiment in '{folder.Path}' open, so there is nothing to stop, pause or let go " +
              "on. Go on with it by clade resume, or Tune.ResumeAsync.");

    private static ControlAddress? ReadAddress(ExperimentFolder folder)
    {
        try
        {
            return JsonSerializer.Deserialize(
                File.ReadAllBytes(folder.ControlPath), ControlJson.Default.ControlAddress);
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e) || e is JsonException)
        {
            return null;
        }
    }

    private static async Task<ControlReply> ReadAsync(
        StreamReader reader, ExperimentFolder folder, CancellationToken cancellationToken)
    {
        var line = await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        var reply = line is null ? null : JsonSerializer.Deserialize(line, ControlJson.Default.ControlReply);
        return reply ?? throw new CladeException(
            $"The driver of '{folder.Path}' ended before it replied. Look at the experiment, and ask again if need " +
            "be.");
    }

    private static async Task AwaitEndAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is not null)
            {
            }
        }
        catch (IOException)
        {
            // It ended the hard way, which is an end as well.
        }
    }

    // From here on it takes milliseconds. Nobody can be told of the end of a lock.
    private static async Task AwaitReleaseAsync(ExperimentFolder folder, CancellationToken cancellationToken)
    {
        while (DriverLock.Holder(folder) is not null)
        {
            await Task.Delay(ReleaseLookInterval, cancellationToken).ConfigureAwait(false);
        }
    }
}
