using System.Globalization;
using SQLitePCL;

namespace Clade.Storage;

/// <summary>Turns what the system says into messages with a file, a reason and a remedy.</summary>
internal static class StoreFailure
{
    private const int ErrorDiskFullWindows = unchecked((int)0x80070070);
    private const int ErrorNoSpaceUnix = 28;
    private const int ErrorReadOnlyUnix = 30;
    private static readonly int ErrorQuotaUnix = OperatingSystem.IsMacOS() ? 69 : 122;

    public static StoreException FromSqlite(string path, int code, string detail)
    {
        // The low byte is the kind of failure; the rest says in which system call.
        var (what, remedy) = (code & 0xFF) switch
        {
            raw.SQLITE_FULL => (
                $"the disk is full ({FreeSpace(path)})",
                "What was acknowledged is safe. Free some space, then resume the experiment."),
            raw.SQLITE_IOERR => (
                $"the system reported an input or output error ({detail}; {FreeSpace(path)})",
                "Check the disk and its free space, then resume the experiment."),
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => (
                "this user may not write it, or its folder is read-only",
                "Change the permissions, or choose another folder for experiments."),
            raw.SQLITE_CANTOPEN => (
                $"it can't be opened ({detail})",
                "Check that the folder exists and that this user may read and write it."),
            raw.SQLITE_CORRUPT => (
                $"the file is damaged ({detail})",
                "Restore it from a copy; 'sqlite3 experiment.db .recover' may save what is readable."),
            raw.SQLITE_NOTADB => (
                "it is no SQLite database, or its first page is damaged",
                "Restore it from a copy, or check the path."),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => (
                $"another program keeps it locked ({detail})",
                "Close database browsers and backup programs that have it open, then try again."),
            _ => ($"{detail} (SQLite code {code.ToString(CultureInfo.InvariantCulture)})",
                "If the file was changed by hand, restore it from a copy."),
        };
        return new StoreException(path, $"The store '{path}' can't be used: {what}. {remedy}") { SqliteCode = code };
    }

    /// <summary>A failure of the file system.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="verb">What was tried, such as <c>write</c>.</param>
    /// <param name="cause">What the system said.</param>
    public static StoreException FromSystem(string path, string verb, Exception cause)
    {
        var (what, remedy) = cause switch
        {
            IOException when IsDiskFull(cause) => (
                $"the disk is full ({FreeSpace(path)})", "Free some space, then try again."),
            _ when IsReadOnly(cause) => (
                "this user has no permission, or the folder is read-only",
                "Change the permissions, or choose another folder for experiments."),
            DirectoryNotFoundException or FileNotFoundException => (
                cause.Message, "Check the path, and that nobody removed the folder meanwhile."),
            _ => ($"{cause.Message} ({FreeSpace(path)})", "Check the disk, then try again."),
        };
        return new StoreException(path, $"Could not {verb} '{path}': {what.TrimEnd('.')}. {remedy}", cause);
    }

    /// <summary>Whether an exception is one that <see cref="FromSystem"/> explains.</summary>
    public static bool IsSystemFailure(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>
    /// Whether whoever tries next, with whatever file, meets the same failure until somebody does something about it.
    /// </summary>
    public static bool IsLasting(Exception e) => IsDiskFull(e) || IsReadOnly(e);

    /// <summary>Whether the disk, or this user's share of it, has no room.</summary>
    public static bool IsDiskFull(Exception e) =>
        e.HResult == ErrorDiskFullWindows || (IsUnixError(e, out var error)
            && (error == ErrorNoSpaceUnix || error == ErrorQuotaUnix));

    public static StoreException Damaged(string path, string what, Exception? cause = null)
    {
        var message = $"The store '{path}' is damaged: {what.TrimEnd('.')}. Restore it from a copy; " +
            "'sqlite3 experiment.db .recover' may save what is readable.";
        return cause is null
            ? new StoreException(path, message) { SqliteCode = raw.SQLITE_CORRUPT }
            : new StoreException(path, message, cause) { SqliteCode = raw.SQLITE_CORRUPT };
    }

    /// <summary>Damage with a remedy of its own.</summary>
    public static StoreException DamagedWith(string path, string whatAndRemedy) =>
        new(path, $"The store '{path}' is damaged: {whatAndRemedy}.") { SqliteCode = raw.SQLITE_CORRUPT };

    /// <summary>The free space where a file lies, for people.</summary>
    public static string FreeSpace(string path)
    {
        try
        {
            var existing = Path.GetFullPath(path);
            while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent) existing = parent;
            return $"{Size(new DriveInfo(existing).AvailableFreeSpace)} free";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "its free space is unknown";
        }
    }

    private static bool IsReadOnly(Exception e) =>
        e is UnauthorizedAccessException || (IsUnixError(e, out var error) && error == ErrorReadOnlyUnix);

    // .NET puts the system's own number there, where it knows no better one.
    private static bool IsUnixError(Exception e, out int error)
    {
        error = e.HResult & 0xFFFF;
        return e is IOException && !OperatingSystem.IsWindows();
    }

    private static string Size(long bytes) => bytes switch
    {
        < 10 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 10 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 10} KiB"),
        < 10L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 30} GiB"),
    };
}
