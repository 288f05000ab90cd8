using SQLitePCL;

namespace Clade.Storage;

/// <summary>A prepared statement, used again and again. Parameters are added in order, then it runs.</summary>
/// <remarks>
/// This speaks to SQLite one level below <c>Microsoft.Data.Sqlite</c>'s commands: JSON is bound as the UTF-8 bytes that
/// the serialiser wrote, nothing is boxed, and a driver writes tens of thousands of rows a second. Not thread-safe.
/// </remarks>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly sqlite3_stmt _handle;
    private int _bound;

    internal SqliteStatement(SqliteDatabase database, sqlite3_stmt handle)
    {
        _database = database;
        _handle = handle;
    }

    public SqliteStatement Add(long value)
    {
        _database.Check(raw.sqlite3_bind_int64(_handle, ++_bound, value));
        return this;
    }

    public SqliteStatement Add(long? value) => value is { } number ? Add(number) : AddNull();

    public SqliteStatement Add(bool? value) => value is { } yes ? Add(yes ? 1L : 0L) : AddNull();

    /// <summary>A float; SQLite has no NaN and keeps NULL instead.</summary>
    public SqliteStatement Add(double? value)
    {
        if (value is not { } number || double.IsNaN(number)) return AddNull();
        _database.Check(raw.sqlite3_bind_double(_handle, ++_bound, number));
        return this;
    }

    public SqliteStatement Add(string? value)
    {
        if (value is null) return AddNull();
        _database.Check(raw.sqlite3_bind_text(_handle, ++_bound, value));
        return this;
    }

    /// <summary>A text that is UTF-8 already.</summary>
    public SqliteStatement Add(byte[]? utf8)
    {
        if (utf8 is null) return AddNull();
        if (utf8.Length == 0) return Add("");
        _database.Check(raw.sqlite3_bind_text(_handle, ++_bound, utf8.AsSpan()));
        return this;
    }

    public SqliteStatement Add(TrialId? trial) => Add((long?)trial?.Value);

    public SqliteStatement Add(CheckpointId? checkpoint) => Add(checkpoint?.ToString());

    /// <summary>A point in time, as text in UTC that sorts by time.</summary>
    public SqliteStatement Add(DateTimeOffset time)
    {
        Span<byte> utf8 = stackalloc byte[StoreTime.Length];
        StoreTime.Write(time, utf8);
        _database.Check(raw.sqlite3_bind_text(_handle, ++_bound, (ReadOnlySpan<byte>)utf8));
        return this;
    }

    public SqliteStatement AddNull()
    {
        _database.Check(raw.sqlite3_bind_null(_handle, ++_bound));
        return this;
    }

    /// <summary>Runs a statement that returns no rows.</summary>
    public void Run()
    {
        try
        {
            while (Step())
            {
            }
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Runs a statement for its rows; each row is read by the function before the next is fetched.</summary>
    public IEnumerable<T> Query<T>(Func<SqliteStatement, T> read)
    {
        try
        {
            while (Step()) yield return read(this);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>The first row, or the default when there is none.</summary>
    public T? First<T>(Func<SqliteStatement, T> read)
    {
        try
        {
            return Step() ? read(this) : default;
        }
        finally
        {
            Reset();
        }
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(_handle, column);

    public int Int32(int column) => checked((int)Int64(column));

    public long? Int64OrNull(int column) => IsNull(column) ? null : Int64(column);

    public int? Int32OrNull(int column) => IsNull(column) ? null : Int32(column);

    public double? DoubleOrNull(int column) => IsNull(column) ? null : raw.sqlite3_column_double(_handle, column);

    public string Text(int column) => TextOrNull(column) ?? "";

    public string? TextOrNull(int column) =>
        IsNull(column) ? null : raw.sqlite3_column_text(_handle, column).utf8_to_string();

    /// <summary>The bytes of a text; valid until the next row.</summary>
    public ReadOnlySpan<byte> Utf8(int column) => raw.sqlite3_column_blob(_handle, column);

    public TrialId Trial(int column) => new(Int32(column));

    public TrialId? TrialOrNull(int column) => IsNull(column) ? null : Trial(column);

    public CheckpointId? CheckpointOrNull(int column) => IsNull(column) ? null : CheckpointId.Parse(Text(column));

    public DateTimeOffset Time(int column) => StoreTime.Read(Text(column));

    public void Dispose()
    {
        _database.Forget(this);
        _handle.Dispose();
    }

    private bool Step()
    {
        var code = raw.sqlite3_step(_handle);
        if (code == raw.SQLITE_ROW) return true;
        if (code != raw.SQLITE_DONE) _database.Check(code);
        return false;
    }

    // Its code repeats the failure of the step, which was thrown already.
    private void Reset()
    {
        _bound = 0;
        _ = raw.sqlite3_reset(_handle);
    }
}
