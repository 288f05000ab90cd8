using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Clade.Driver;
using Clade.Experiments;
using Clade.Storage;
using Clade.Workers;

namespace Clade.Control;

/// <summary>Lets other processes of the same user stop, pause and resume what this driver runs.</summary>
/// <remarks>
/// A Unix domain socket in a folder that only this user can enter; a file in the experiment's folder says where. A
/// driver that can't listen drives all the same: control is a convenience, Ctrl+C is not gone.
/// </remarks>
internal sealed class ControlServer : IAsyncDisposable
{
    /// <summary>A request is short; whoever sends more is no client of ours.</summary>
    private const int RequestBytesMax = 4096;

    private readonly ExperimentDriver _driver;
    private readonly TimeProvider _clock;
    private readonly string _addressPath;
    private readonly string? _ownFolder;
    private readonly Socket _listener;
    private readonly Lock _lock = new();
    private readonly List<Socket> _waiting = [];
    private readonly Task _accepting;

    private ControlServer(
        ExperimentDriver driver, string addressPath, string? ownFolder, Socket listener, TimeProvider clock)
    {
        (_driver, _addressPath, _ownFolder, _listener, _clock) = (driver, addressPath, ownFolder, listener, clock);
        _accepting = AcceptAsync();
    }

    /// <summary>Listens, and says where; null where the system does not let us.</summary>
    /// <param name="driver">What is controlled.</param>
    /// <param name="folder">The experiment's, which says where.</param>
    /// <param name="privateFolder">
    /// One to listen in, that goes with the driver; none makes one, which a killed driver leaves to the next to sweep.
    /// </param>
    /// <param name="clock">For the time of requests.</param>
    public static ControlServer? TryOpen(
        ExperimentDriver driver, ExperimentFolder folder, string? privateFolder, TimeProvider clock)
    {
        string? ownFolder = null;
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (privateFolder is null) ownFolder = PrivateFolders.Create();
            var path = Path.Combine(privateFolder ?? ownFolder!, "control");
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen();
            var address = new ControlAddress(path, Environment.ProcessId);
            var partial = $"{folder.ControlPath}.partial";
            File.WriteAllBytes(
                partial, JsonSerializer.SerializeToUtf8Bytes(address, ControlJson.Default.ControlAddress));
            File.Move(partial, folder.ControlPath, overwrite: true);
            return new ControlServer(driver, folder.ControlPath, ownFolder, listener, clock);
        }
        catch (Exception e) when (e is SocketException || StoreFailure.IsSystemFailure(e))
        {
            listener.Dispose();
            if (ownFolder is not null) PrivateFolders.Remove(ownFolder);
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            File.Delete(_addressPath);
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            // A client finds nobody there, and says so.
        }

        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        List<Socket> waiting;
        lock (_lock) waiting = [.. _waiting];
        foreach (var socket in waiting) socket.Dispose();
        if (_ownFolder is not null) PrivateFolders.Remove(_ownFolder);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            // Apart from the others: one that says nothing holds up nobody.
            lock (_lock) _waiting.Add(client);
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            var request = await ReadAsync(client).ConfigureAwait(false);
            var reply = Answer(request);
            var line = JsonSerializer.SerializeToUtf8Bytes(reply, ControlJson.Default.ControlReply);
            await client.SendAsync((byte[])[.. line, (byte)'\n']).ConfigureAwait(false);
            // Whoever waits for the end sees it when the connection ends.
            if (request.Action is not (ControlAction.Stop or ControlAction.StopNow)) End(client);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or JsonException)
        {
            End(client);
        }
    }

    private void End(Socket client)
    {
        lock (_lock) _waiting.Remove(client);
        client.Dispose();
    }

    private static async Task<ControlRequest> ReadAsync(Socket client)
    {
        var buffer = new byte[RequestBytesMax];
        var length = 0;
        while (length < buffer.Length && !buffer.AsSpan(0, length).Contains((byte)'\n'))
        {
            var read = await client.ReceiveAsync(buffer.AsMemory(length)).ConfigureAwait(false);
            if (read == 0) break;
            length += read;
        }

        var line = Encoding.UTF8.GetString(buffer, 0, length);
        return JsonSerializer.Deserialize(line, ControlJson.Default.ControlRequest) ?? throw new JsonException();
    }

    private ControlReply Answer(ControlRequest request)
    {
        var state = _driver.State;
        if (request.Trial is { } number && ReasonAgainst(state, number, request.Action) is { } reason)
        {
            return new ControlReply(null, reason);
        }

        var trial = request.Trial is { } id ? new TrialId(id) : (TrialId?)null;
        switch (request.Action)
        {
            case ControlAction.Stop:
                _driver.RequestStop("clade stop");
                return new ControlReply("It stops: every trial saves and leaves.");
            case ControlAction.StopNow:
                _driver.Abandon("clade stop --now");
                return new ControlReply("It stops at once; what was reported is stored.");
            case ControlAction.Pause:
                _driver.Post(new PauseRequested(_clock.GetUtcNow(), trial));
                return new ControlReply(trial is null
                    ? "All trials save at their next report, and wait."
                    : $"Trial {trial} saves at its next report, and waits.");
            default:
                _driver.Post(new ResumeRequested(_clock.GetUtcNow(), trial));
                return new ControlReply(trial is null ? "All trials go on." : $"Trial {trial} goes on.");
        }
    }

    private static string? ReasonAgainst(ExperimentState state, int number, ControlAction action)
    {
        if (number < 0 || number >= state.Trials.Count)
        {
            return state.Trials.IsEmpty
                ? $"There is no trial {number}: no trial has begun yet."
                : $"There is no trial {number}: the experiment has trials 0 to {state.Trials.Count - 1}.";
        }

        var trial = state.Trials[number];
        if (trial.HasEnded) return $"Trial {number} has ended ({trial.EndReason}), so it neither pauses nor goes on.";
        return action == ControlAction.Resume && !trial.PausedByUser
            ? $"Trial {number} is not paused, so there is nothing to let go on." + (state.IsPaused
                ? " The whole experiment is: let all go on."
                : "")
            : null;
    }
}
