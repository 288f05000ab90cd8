using System.Globalization;
using System.Text.Json;
using Clade.Experiments;

namespace Clade.Storage;

/// <summary>The experiment's state as of an entry of the journal.</summary>
/// <param name="Sequence">The entry after which it was the state.</param>
/// <param name="State">The state.</param>
internal sealed record StateSnapshot(long Sequence, ExperimentState State)
{
    /// <summary>The state before the first entry.</summary>
    public static StateSnapshot Beginning { get; } = new(0, ExperimentState.Empty);
}

/// <summary>
/// Keeps the experiment's state beside the journal, so that opening it folds over the last entries only.
/// </summary>
/// <remarks>
/// A snapshot follows from the journal alone and is never needed: one that is damaged, of another format, or of another
/// journal is passed over for the one before it, and in the end for the whole journal. So the table came without a new
/// format of the store, and a file without it is as good.
/// </remarks>
internal sealed class StateSnapshots
{
    /// <summary>
    /// The format of the state. A change of its fields, or of what the fold makes of an entry, needs a new one; a new
    /// field that is absent at its default does not, since no older entry leads to another value.
    /// </summary>
    public const int Format = 2;

    /// <summary>The newest, and one to fall back on.</summary>
    public const int Kept = 2;

    /// <summary>Fewer entries than this are folded faster than a snapshot is read.</summary>
    public const long EntriesMin = 10_000;

    /// <summary>
    /// A snapshot's size grows with the trials, so with more of them it is taken less often: what it costs an entry
    /// stays the same.
    /// </summary>
    public const long EntriesPerTrial = 8;

    public const string Table = """
        CREATE TABLE IF NOT EXISTS snapshots (
            sequence INTEGER PRIMARY KEY, format INTEGER NOT NULL, journal_checksum INTEGER NOT NULL,
            state TEXT NOT NULL, checksum INTEGER NOT NULL) STRICT;
        """;

    private readonly SqliteDatabase _database;
    private readonly JournalChecksum _checksum;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _deleteOld;
    private long _newest;

    /// <param name="database">The store, with the table.</param>
    /// <param name="checksum">Makes checksums; the caller's.</param>
    public StateSnapshots(SqliteDatabase database, JournalChecksum checksum)
    {
        (_database, _checksum) = (database, checksum);
        _insert = database.Prepare(
            "INSERT OR REPLACE INTO snapshots (sequence, format, journal_checksum, state, checksum) " +
            "VALUES (?1, ?2, (SELECT checksum FROM journal WHERE sequence = ?1), ?3, ?4)");
        _deleteOld = database.Prepare(
            "DELETE FROM snapshots WHERE sequence NOT IN (SELECT sequence FROM snapshots ORDER BY sequence DESC " +
            "LIMIT ?)");
        _newest = database.Int64("SELECT coalesce(max(sequence), 0) FROM snapshots");
    }

    /// <summary>Writes a snapshot, in the caller's transaction, if enough was appended since the last one.</summary>
    public void WriteIfDue(long sequence, ExperimentState state)
    {
        if (sequence - _newest >= Math.Max(EntriesMin, EntriesPerTrial * state.Trials.Count)) Write(sequence, state);
    }

    /// <summary>Writes a snapshot, in the caller's transaction, unless there is one of this entry.</summary>
    public void Write(long sequence, ExperimentState state)
    {
        if (sequence <= _newest) return;

        var utf8 = JournalJson.WriteState(state);
        _insert.Add(sequence).Add(Format).Add(utf8).Add(_checksum.Of(sequence, utf8, [])).Run();
        _deleteOld.Add(Kept).Run();
        _newest = sequence;
    }

    /// <summary>The newest snapshot that is whole; the beginning if there is none. Removes those after it.</summary>
    /// <param name="notes">Gets a sentence for each one that had to be passed over.</param>
    public StateSnapshot ReadNewest(ICollection<string> notes)
    {
        var found = Find(notes);
        using var deleteNewer = _database.Prepare("DELETE FROM snapshots WHERE sequence > ?");
        deleteNewer.Add(found.Sequence).Run();
        _newest = found.Sequence;
        return found;
    }

    private StateSnapshot Find(ICollection<string> notes)
    {
        using var rows = _database.Prepare(
            "SELECT s.sequence, s.format, s.journal_checksum IS j.checksum, s.state, s.checksum FROM snapshots s " +
            "LEFT JOIN journal j ON j.sequence = s.sequence ORDER BY s.sequence DESC");
        return rows.Query(row => Read(row, notes)).FirstOrDefault(static snapshot => snapshot is not null)
            ?? StateSnapshot.Beginning;
    }

    private StateSnapshot? Read(SqliteStatement row, ICollection<string> notes)
    {
        var sequence = row.Int64(0);
        if (FlawOf(row) is { } flaw)
        {
            notes.Add(NoteOf(sequence, flaw));
            return null;
        }

        try
        {
            return new StateSnapshot(sequence, JournalJson.ReadState(row.Utf8(3)));
        }
        catch (JsonException e)
        {
            notes.Add(NoteOf(sequence, $"it can't be read ({e.Message.TrimEnd('.')})"));
            return null;
        }
    }

    private string? FlawOf(SqliteStatement row)
    {
        if (row.Int64(1) != Format) return $"its format is {row.Int64(1)}, and this Clade writes {Format}";
        if (row.Int64(2) == 0) return "it belongs to another journal";
        return _checksum.Of(row.Int64(0), row.Utf8(3), []) == row.Int64(4) ? null : "it doesn't match its checksum";
    }

    private static string NoteOf(long sequence, string flaw) => string.Create(
        CultureInfo.InvariantCulture,
        $"The stored state as of step {sequence} is not used: {flaw}. The journal gives the same, only slower.");
}
