namespace Clade;

/// <summary>An experiment's files could not be written or read: a full disk, a read-only folder, a damaged file.</summary>
/// <remarks>
/// The message names the file, what happened and what to do. What was acknowledged before is safe, unless the message
/// says that the file is damaged.
/// </remarks>
public sealed class StoreException : CladeException
{
    internal StoreException(string path, string message)
        : base(message) => Path = path;

    internal StoreException(string path, string message, Exception innerException)
        : base(message, innerException) => Path = path;

    /// <summary>The file or folder that it is about, as a full path.</summary>
    public string Path { get; }

    /// <summary>SQLite's result code, where SQLite gave one; otherwise 0.</summary>
    internal int SqliteCode { get; init; }
}
