using SQLitePCL;

namespace Clade.Storage;

/// <summary>How a database is opened.</summary>
internal enum SqliteAccess
{
    /// <summary>To write; the file must exist.</summary>
    Write,

    /// <summary>To write; the file is created.</summary>
    Create,

    /// <summary>To read, while another process may write.</summary>
    Read,
}

/// <summary>One connection to one SQLite file. Not thread-safe.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly sqlite3 _handle;

    // A database with living statements stays open behind the scenes, and its file locked.
    private readonly HashSet<SqliteStatement> _statements = [];

    static SqliteDatabase() => Batteries_V2.Init();

    private SqliteDatabase(string path, sqlite3 handle)
    {
        Path = path;
        _handle = handle;
    }

    public string Path { get; }

    /// <summary>Opens the file.</summary>
    /// <exception cref="StoreException">It can't be opened; the message says why.</exception>
    public static SqliteDatabase Open(string path, SqliteAccess access, TimeSpan busyTimeout)
    {
        var flags = access switch
        {
            SqliteAccess.Create => raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE,
            SqliteAccess.Write => raw.SQLITE_OPEN_READWRITE,
            _ => raw.SQLITE_OPEN_READONLY,
        };
        var database = Open(path, path, flags, busyTimeout);
        try
        {
            database.Configure();
            return database;
        }
        catch (StoreException e) when (access == SqliteAccess.Read && CanBeReadAsItIs(path, e))
        {
            // A reader of a file in WAL mode wants to create files beside it, which an archive on read-only media
            // doesn't allow. No writer can be there either, so the file may be taken as it is.
            database.Dispose();
            database = Open(path, $"file:{Uri.EscapeDataString(path)}?immutable=1", flags | raw.SQLITE_OPEN_URI, busyTimeout);
            database.Configure();
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Compiles a statement; it ends with the database at the latest.</summary>
    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle));
        var statement = new SqliteStatement(this, handle);
        _statements.Add(statement);
        return statement;
    }

    public void Forget(SqliteStatement statement) => _statements.Remove(statement);

    /// <summary>Runs statements without parameters and drops their rows.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    public string? Text(string sql) => First(sql, static row => row.TextOrNull(0));

    public long Int64(string sql) => First(sql, static row => row.Int64(0));

    public T? First<T>(string sql, Func<SqliteStatement, T> read)
    {
        using var statement = Prepare(sql);
        return statement.First(read);
    }

    /// <summary>Whether no transaction is open.</summary>
    public bool IsIdle => raw.sqlite3_get_autocommit(_handle) != 0;

    public void BusyTimeout(TimeSpan timeout) =>
        Check(raw.sqlite3_busy_timeout(_handle, checked((int)timeout.TotalMilliseconds)));

    public void Check(int code)
    {
        if (code == raw.SQLITE_OK) return;
        throw StoreFailure.FromSqlite(
            Path, raw.sqlite3_extended_errcode(_handle) is var extended and not 0 ? extended : code,
            raw.sqlite3_errmsg(_handle).utf8_to_string());
    }

    public void Dispose()
    {
        foreach (var statement in _statements.ToArray()) statement.Dispose();
        _handle.Dispose();
    }

    private static SqliteDatabase Open(string path, string name, int flags, TimeSpan busyTimeout)
    {
        var code = raw.sqlite3_open_v2(name, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code != raw.SQLITE_OK)
        {
            var detail = raw.sqlite3_errmsg(handle).utf8_to_string();
            handle.Dispose();
            throw StoreFailure.FromSqlite(path, code, detail);
        }

        var database = new SqliteDatabase(path, handle);
        database.BusyTimeout(busyTimeout);
        return database;
    }

    // SQLite opens lazily: the first statement that reads is what meets a missing permission or a file of another kind.
    private void Configure()
    {
        Execute("PRAGMA trusted_schema = OFF");
        _ = Int64("PRAGMA schema_version");
    }

    private static bool CanBeReadAsItIs(string path, StoreException e) =>
        (e.SqliteCode & 0xFF) is raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY
        && File.Exists(path) && new FileInfo($"{path}-wal") is { Exists: false } or { Length: 0 };
}
