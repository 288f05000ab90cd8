using System.Globalization;
using Clade.Experiments;

namespace Clade.Storage;

/// <summary>The write side of an experiment's store: one driver at a time, who holds the folder's lock.</summary>
/// <remarks>
/// <para>
/// <see cref="Append"/> returns once its batch is committed: it then survives the death of any process. A power cut may
/// take what was committed within <see cref="SyncInterval"/>, never consistency: the write-ahead log is checksummed,
/// and forced to disk once in that interval.
/// </para>
/// <para>Thread-safe; calls wait for each other. Reading goes through <see cref="StoreReader"/>, from any
/// process.</para>
/// </remarks>
internal sealed class ExperimentStore : IDisposable
{
    /// <summary>How long a committed batch may stay in the system's memory only, and derived files behind.</summary>
    public static readonly TimeSpan SyncInterval = TimeSpan.FromSeconds(1);

    /// <summary>A file up to this size is checked page by page when it was not closed properly.</summary>
    public const long FullCheckBytesMax = 64L << 20;

    /// <summary>How long a statement waits for another program that has the file locked.</summary>
    public static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(10);

    // 16 MiB of log before its pages move into the file: fewer stalls for the batch that has to wait for it.
    private const string WriterSettings =
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000; " +
        "PRAGMA journal_size_limit = 67108864; PRAGMA cell_size_check = ON";

    private readonly Lock _lock = new();
    private readonly DriverLock _driver;
    private readonly SqliteDatabase _database;
    private readonly StoreStatements _sql;
    private readonly StoreProjection _projection;
    private readonly JournalChecksum _checksum = new();
    private readonly StateSnapshots _snapshots;
    private readonly TrialFiles _files;
    private readonly WriteAheadLog _log;
    private readonly ITimer _timer;
    private long _sequence;
    private ExperimentState? _last;
    private StoreException? _failure;
    private bool _disposed;

    private ExperimentStore(
        ExperimentFolder folder, DriverLock driver, SqliteDatabase database, ExperimentInfo info, TimeProvider time)
    {
        (Folder, Info, _driver, _database) = (folder, info, driver, database);
        _sql = new StoreStatements(database);
        _projection = new StoreProjection(database, _sql, info.Objective);
        _snapshots = new StateSnapshots(database, _checksum);
        _sequence = database.Int64("SELECT coalesce(max(sequence), 0) FROM journal");
        _files = new TrialFiles(folder);
        _log = new WriteAheadLog(folder.DatabasePath);
        _timer = time.CreateTimer(_ => Tick(), state: null, SyncInterval, SyncInterval);
    }

    public ExperimentFolder Folder { get; }

    public ExperimentInfo Info { get; }

    /// <summary>How many entries the journal has.</summary>
    public long Sequence
    {
        get
        {
            lock (_lock) return _sequence;
        }
    }

    /// <summary>Why the files beside the store are not up to date; none while they are.</summary>
    /// <remarks>They are derived, so a failure there stops nothing; the next opening rebuilds them.</remarks>
    public StoreException? FilesProblem => _files.Problem;

    /// <summary>Creates the store of a new experiment.</summary>
    /// <param name="folder">Its folder, without a store.</param>
    /// <param name="info">What the experiment is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="bytesMax">The store's largest size; none means as much as the disk has.</param>
    /// <exception cref="StoreException">There is one already, or it can't be written.</exception>
    public static ExperimentStore Create(
        ExperimentFolder folder, ExperimentInfo info, TimeProvider time, long? bytesMax = null)
    {
        var driver = DriverLock.Acquire(folder, time);
        try
        {
            if (File.Exists(folder.DatabasePath))
            {
                throw new StoreException(folder.DatabasePath,
                    $"'{folder.Path}' holds an experiment already. Go on with it by " +
                    "Tune.ResumeAsync, or choose another name.");
            }

            var database = SqliteDatabase.Open(folder.DatabasePath, SqliteAccess.Create, BusyTimeout);
            return Start(folder, driver, database, time, bytesMax, () => StoreSchema.Create(database, info));
        }
        catch
        {
            driver.Dispose();
            throw;
        }
    }

    /// <summary>Opens the store of an existing experiment to go on with it.</summary>
    /// <exception cref="StoreException">
    /// Another driver holds it, it is damaged, of a newer Clade, or can't be written.
    /// </exception>
    public static ExperimentStore Open(ExperimentFolder folder, TimeProvider time, long? bytesMax = null)
    {
        var driver = DriverLock.Acquire(folder, time);
        ExperimentStore? store = null;
        try
        {
            LogIndex.RequireWholeLog(folder.DatabasePath);
            var database = SqliteDatabase.Open(folder.DatabasePath, SqliteAccess.Write, BusyTimeout);
            store = Start(folder, driver, database, time, bytesMax, () => RequireIntact(database));
            using var reader = StoreReader.Open(folder);
            store._files.CatchUp(reader);
            return store;
        }
        catch
        {
            store?.Dispose();
            driver.Dispose();
            throw;
        }
    }

    /// <summary>Appends entries and their projections in one transaction.</summary>
    /// <returns>The number of the last entry in the journal.</returns>
    /// <exception cref="StoreException">
    /// Nothing of the batch was written, and the store accepts no more: open it again.
    /// </exception>
    public long Append(IReadOnlyList<JournalEntry> entries)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_failure is not null) throw _failure;
            if (entries.Count == 0) return _sequence;
            CrashPoint.Reach(CrashPoint.AppendBefore);
            try
            {
                var before = _sequence;
                _sql.Begin.Run();
                foreach (var entry in entries) Append_NeedsLock(entry);
                _projection.Complete(entries[^1].After);
                _snapshots.WriteIfDue(_sequence, entries[^1].After);
                WriteFilePositions_NeedsLock(before);
                CrashPoint.Reach(CrashPoint.CommitBefore);
                _sql.Commit.Run();
                CrashPoint.Reach(CrashPoint.CommitAfter);
                _last = entries[^1].After;
            }
            catch (Exception e)
            {
                GiveUp_NeedsLock(e);
                throw;
            }

            _log.NoteCommit();
            foreach (var (report, config) in _projection.TakeReports()) _files.Add(report, config);
            CrashPoint.Reach(CrashPoint.AppendAfter);
            return _sequence;
        }
    }

    /// <summary>Forces to disk what was committed.</summary>
    /// <exception cref="StoreException">The disk refuses.</exception>
    public void SyncLog() => _log.Sync();

    /// <summary>Forces to disk what was committed, and brings the derived files up to date.</summary>
    /// <exception cref="StoreException">The disk refuses.</exception>
    public void Sync()
    {
        _log.Sync();
        _files.Flush();
    }

    /// <summary>The newest stored state that is whole: what follows it in the journal leads to the present.</summary>
    /// <param name="notes">Gets a sentence for each stored state that had to be passed over.</param>
    public StateSnapshot ReadSnapshot(ICollection<string> notes)
    {
        lock (_lock) return _snapshots.ReadNewest(notes);
    }

    /// <summary>Reads the journal after an entry. See <see cref="StoreReader.ReadJournal"/>.</summary>
    public IEnumerable<JournalRecord> ReadJournal(long after = 0)
    {
        using var reader = StoreReader.Open(Folder);
        foreach (var record in reader.ReadJournal(after)) yield return record;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
        }

        _timer.Dispose();
        _files.Flush();
        _log.Dispose();
        try
        {
            if (_failure is null) CloseCleanly();
        }
        finally
        {
            _checksum.Dispose();
            _database.Dispose();
            _driver.Dispose();
        }
    }

    private static ExperimentStore Start(
        ExperimentFolder folder, DriverLock driver, SqliteDatabase database, TimeProvider time, long? bytesMax,
        Action prepare)
    {
        try
        {
            prepare();
            database.Execute(WriterSettings);
            database.Execute(StateSnapshots.Table);
            database.Execute(TrialFilePosition.Table);
            if (bytesMax is { } bytes) LimitSize(database, bytes);
            database.Execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('closed_cleanly', '0')");
            return new ExperimentStore(
                folder, driver, database, StoreSchema.ReadInfo(database.Path, StoreReader.ReadMeta(database)), time);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private static void LimitSize(SqliteDatabase database, long bytes)
    {
        var pages = Math.Max(1, bytes / database.Int64("PRAGMA page_size"));
        database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {pages}"));
    }

    // A file that was not closed properly is looked at, though a power cut can't harm it (the log sees to that): disks
    // and copies can. A look at every page takes seconds for gigabytes. So of a large file only those tables are looked
    // at whose size does not depend on the number of reports. The journal's entries have checksums of their own, which
    // are verified whenever they are read.
    private static void RequireIntact(SqliteDatabase database)
    {
        StoreSchema.Require(database);
        if (database.Text("SELECT value FROM meta WHERE key = 'closed_cleanly'") == "1") return;
        var bytes = database.Int64("PRAGMA page_count") * database.Int64("PRAGMA page_size");
        if (bytes <= FullCheckBytesMax)
        {
            RequireIntact(database, "PRAGMA quick_check(1)");
            return;
        }

        using var tables = database.Prepare(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('journal', 'reports')");
        foreach (var table in tables.Query(static row => row.Text(0)).ToArray())
        {
            RequireIntact(database, $"PRAGMA quick_check('{table}')");
        }
    }

    private static void RequireIntact(SqliteDatabase database, string check)
    {
        if (database.Text(check) is var found && found != "ok")
        {
            throw StoreFailure.Damaged(database.Path, found ?? "SQLite's check says nothing");
        }
    }

    private void Append_NeedsLock(JournalEntry entry)
    {
        var sequence = _sequence + 1;
        var happened = JournalJson.WriteEvent(entry.Event);
        var commands = JournalJson.WriteCommands(entry.Commands);
        _sql.Journal.Add(sequence).Add(entry.Event.Time).Add(JournalJson.KindOf(entry.Event)).Add(happened)
            .Add(commands).Add(_checksum.Of(sequence, happened, commands)).Run();
        _projection.Add(sequence, entry);
        _sequence = sequence;
    }

    private void WriteFilePositions_NeedsLock(long added)
    {
        if (_files.TakePosition(added) is not { } position) return;
        foreach (var file in position.Files)
        {
            _sql.TrialFile.Add(file.Trial).Add(file.CsvBytes).Add(file.JsonBytes).Add(file.LastOrder)
                .Add(file.WriteColumns()).Run();
        }

        _sql.Meta.Add("files_until").Add(position.Until.ToString(CultureInfo.InvariantCulture)).Run();
    }

    // The projection's memory is ahead of the file now, and the number of the last entry too. Going on would need both
    // to be taken back; opening the store again does that, from the file.
    private void GiveUp_NeedsLock(Exception cause)
    {
        _failure = cause as StoreException ?? new StoreException(
            Folder.DatabasePath,
            $"The store '{Folder.DatabasePath}' was given up after an earlier failure ({cause.Message}). Resume the " +
            "experiment to open it again.", cause);
        try
        {
            if (!_database.IsIdle) _database.Execute("ROLLBACK");
        }
        catch (StoreException)
        {
            // SQLite rolls back by itself when the file is closed or opened next.
        }
    }

    // Leaves one plain file that can be copied, and be read from read-only media. Where that fails (somebody reads it,
    // the disk is full) nothing is lost: what was committed is in the log, and the next opening finds it there.
    private void CloseCleanly()
    {
        try
        {
            _database.BusyTimeout(TimeSpan.Zero);
            _sql.Begin.Run();
            if (_last is not null) _snapshots.Write(_sequence, _last);
            WriteFilePositions_NeedsLock(_sequence);
            _sql.Meta.Add("closed_cleanly").Add("1").Run();
            _sql.Commit.Run();
            _database.Execute("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE");
        }
        catch (StoreException)
        {
            // The next opening checks the file, and tidies up.
        }
    }

    private void Tick()
    {
        try
        {
            Sync();
        }
        catch (StoreException e)
        {
            lock (_lock) _failure ??= e;
        }
    }
}
