namespace Clade.Storage;

/// <summary>Forces SQLite's write-ahead log to disk, beside the writer instead of within each of its commits.</summary>
/// <remarks>
/// With <c>synchronous = NORMAL</c> a commit doesn't wait for the disk, and SQLite syncs the log only when it moves its
/// pages into the file: on a quiet experiment that is hours away. SQLite takes no locks on the log itself (they are on the
/// other two files), so a second descriptor on it can't drop any.
/// </remarks>
internal sealed class WriteAheadLog(string databasePath) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly string _path = $"{databasePath}-wal";
    private FileStream? _file;
    private bool _hasCommits;
    private bool _disposed;

    public void NoteCommit() => Volatile.Write(ref _hasCommits, true);

    /// <summary>Waits until everything that was committed before is on disk.</summary>
    /// <exception cref="StoreException">The disk refuses.</exception>
    public void Sync()
    {
        lock (_lock)
        {
            if (_disposed || !Volatile.Read(ref _hasCommits)) return;
            Volatile.Write(ref _hasCommits, false);
            try
            {
                _file ??= new FileStream(
                    _path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
                _file.Flush(flushToDisk: true);
            }
            catch (FileNotFoundException)
            {
                // On a file system without shared memory SQLite keeps another kind of log and syncs it by itself.
            }
            catch (Exception e) when (StoreFailure.IsSystemFailure(e))
            {
                throw StoreFailure.FromSystem(_path, "write", e);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _file?.Dispose();
        }
    }
}
