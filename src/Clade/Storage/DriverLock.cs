using System.Globalization;
using System.Text.Json;

namespace Clade.Storage;

/// <summary>Who drives an experiment.</summary>
/// <param name="Pid">The process.</param>
/// <param name="Host">The machine's name.</param>
/// <param name="Since">When it opened the experiment.</param>
internal sealed record DriverInfo(int Pid, string Host, DateTimeOffset Since)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"process {Pid} on '{Host}' since {Since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
}

/// <summary>One driver at a time: an operating system's lock, which ends with its process however that ends.</summary>
/// <remarks>
/// Only the lock on <c>driver.lock</c> decides. Who holds it is in <c>driver.json</c> beside it, for messages: Windows
/// doesn't let others read a locked file, and a file that a dead driver left behind must be no obstacle.
/// </remarks>
internal sealed class DriverLock : IDisposable
{
    // Someone who looks whether an experiment runs holds the lock for a moment; that must not refuse a driver.
    private const int Tries = 10;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);

    private readonly FileStream _lock;
    private readonly ExperimentFolder _folder;

    private DriverLock(FileStream held, ExperimentFolder folder)
    {
        _lock = held;
        _folder = folder;
    }

    /// <summary>Takes the lock.</summary>
    /// <exception cref="StoreException">Another driver has it, or the file can't be written.</exception>
    public static DriverLock Acquire(ExperimentFolder folder, TimeProvider time)
    {
        try
        {
            var held = Open(folder) ?? throw Refused(folder);
            var driver = new DriverInfo(Environment.ProcessId, Environment.MachineName, time.GetUtcNow());
            var partial = $"{folder.DriverPath}.partial";
            var utf8 = JsonSerializer.SerializeToUtf8Bytes(driver, StoreJsonContext.Default.DriverInfo);
            File.WriteAllBytes(partial, utf8);
            File.Move(partial, folder.DriverPath, overwrite: true);
            return new DriverLock(held, folder);
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            throw StoreFailure.FromSystem(folder.LockPath, "lock", e);
        }
    }

    /// <summary>Who drives the experiment now; none when nobody does.</summary>
    public static DriverInfo? Holder(ExperimentFolder folder)
    {
        try
        {
            using var free = new FileStream(folder.LockPath, FileMode.Open, FileAccess.Read, FileShare.Read);
            return null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            // Somebody else's experiment that may not be looked into; what is written there is the best there is.
            return Read(folder);
        }
        catch (IOException)
        {
            return Read(folder) ?? new DriverInfo(0, "unknown", DateTimeOffset.UnixEpoch);
        }
    }

    public void Dispose()
    {
        // The lock file itself stays: removing it would let two drivers lock two files of the same name.
        try
        {
            File.Delete(_folder.DriverPath);
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            // Only a name for messages is left behind.
        }

        _lock.Dispose();
    }

    private static FileStream? Open(ExperimentFolder folder)
    {
        for (var left = Tries; ; left--)
        {
            try
            {
                return new FileStream(folder.LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (IsHeld(e))
            {
                if (left == 1) return null;
                Thread.Sleep(BetweenTries);
            }
        }
    }

    // .NET reports a held lock as a sharing violation: HRESULT 0x80070020 on Windows, EWOULDBLOCK (Linux 11, macOS 35)
    // elsewhere.
    private static bool IsHeld(IOException e) => e.GetType() == typeof(IOException) && (OperatingSystem.IsWindows()
        ? e.HResult is unchecked((int)0x80070020) or unchecked((int)0x80070021)
        : e.HResult is 11 or 35);

    private static StoreException Refused(ExperimentFolder folder) => new(folder.Path,
        $"The experiment in '{folder.Path}' is open already: {Read(folder)?.ToString() ?? "another process"} " +
        "drives it, and two drivers would overwrite each other. Wait until it ends, stop it with Ctrl+C, or give " +
        "the new experiment another name; TuneResult.Open reads it meanwhile.");

    private static DriverInfo? Read(ExperimentFolder folder)
    {
        try
        {
            var utf8 = File.ReadAllBytes(folder.DriverPath);
            return JsonSerializer.Deserialize(utf8, StoreJsonContext.Default.DriverInfo);
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e) || e is JsonException)
        {
            return null;
        }
    }
}
