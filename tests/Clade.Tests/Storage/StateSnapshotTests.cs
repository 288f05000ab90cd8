using Clade.Experiments;
using Clade.Storage;

namespace Clade.Tests.Storage;

/// <summary>When a state is stored, and which one is taken.</summary>
public sealed class StateSnapshotTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_state_is_stored_every_so_many_entries_and_the_newest_two_are_kept()
    {
        var folder = _temp.NewExperiment();
        using var store = ExperimentStore.Create(folder, Script.Info(), TimeProvider.System);
        foreach (var batch in Long(35_000).Chunk(1_000)) store.Append(batch);

        Assert.Equal([20_000, 30_000], Stored(folder));
        var notes = new List<string>();
        var snapshot = store.ReadSnapshot(notes);
        Assert.Equal(30_000, snapshot.Sequence);
        Assert.Empty(notes);
        Assert.Equal(5_000, store.ReadJournal(snapshot.Sequence).Count());
    }

    [Fact]
    public void With_many_trials_a_state_is_stored_less_often_so_that_an_entry_costs_the_same()
    {
        var folder = _temp.NewExperiment();
        using var store = ExperimentStore.Create(folder, Script.Info(), TimeProvider.System);
        var many = new Script().Open();
        for (var trial = 0; trial < 2_600; trial++) many.Create(trial, trial, 0.1);
        var silent = Silent(many.Entries[^1]);
        store.Append(many.Entries);
        store.Append([.. Enumerable.Repeat(silent, 20_799 - many.Entries.Count)]);

        Assert.Empty(Stored(folder));
        store.Append([silent]);
        Assert.Equal([20_800], Stored(folder));
    }

    [Fact]
    public void A_clean_end_stores_the_state()
    {
        var script = Script.Sample();
        var folder = _temp.Write(script);
        using var store = ExperimentStore.Open(folder, TimeProvider.System);

        var snapshot = store.ReadSnapshot([]);

        Assert.Equal(script.Entries.Count, snapshot.Sequence);
        Assert.Equal(JournalJson.WriteState(script.State), JournalJson.WriteState(snapshot.State));
    }

    [Theory]
    [InlineData("UPDATE snapshots SET state = replace(state, '0.6', '0.7') WHERE sequence > 20", "its checksum")]
    [InlineData("UPDATE snapshots SET format = 99 WHERE sequence > 20", "its format is 99")]
    [InlineData("UPDATE snapshots SET journal_checksum = 1 WHERE sequence > 20", "another journal")]
    [InlineData("UPDATE snapshots SET sequence = 1000 WHERE sequence > 20", "another journal")]
    public void A_stored_state_that_is_not_sound_is_passed_over_for_the_one_before(string sql, string why)
    {
        var script = Script.Sample();
        var folder = _temp.NewExperiment();
        using (var store = ExperimentStore.Create(folder, Script.Info(), TimeProvider.System))
        {
            store.Append([.. script.Entries.Take(20)]);
        }

        using (var store = ExperimentStore.Open(folder, TimeProvider.System))
        {
            store.Append([.. script.Entries.Skip(20)]);
        }

        Assert.Equal([20, script.Entries.Count], Stored(folder));
        Change(folder, sql);

        using (var store = ExperimentStore.Open(folder, TimeProvider.System))
        {
            var notes = new List<string>();
            var snapshot = store.ReadSnapshot(notes);
            Assert.Equal(20, snapshot.Sequence);
            Assert.Equal(JournalJson.WriteState(script.Entries[19].After), JournalJson.WriteState(snapshot.State));
            Assert.Contains(why, Assert.Single(notes), StringComparison.Ordinal);
        }

        Change(folder, "UPDATE snapshots SET state = '{}'");
        using (var store = ExperimentStore.Open(folder, TimeProvider.System))
        {
            Assert.Same(StateSnapshot.Beginning, store.ReadSnapshot([]));
            Assert.Empty(Stored(folder));
        }
    }

    [Fact]
    public void A_file_without_stored_states_is_as_good()
    {
        var folder = _temp.Write(Script.Sample());
        Change(folder, "DROP TABLE snapshots");

        using var store = ExperimentStore.Open(folder, TimeProvider.System);
        var notes = new List<string>();

        Assert.Same(StateSnapshot.Beginning, store.ReadSnapshot(notes));
        Assert.Empty(notes);
    }

    /// <summary>The sample, then reports that count for nothing.</summary>
    private static IEnumerable<JournalEntry> Long(int entries)
    {
        var script = Script.Sample();
        return script.Entries.Concat(Enumerable.Repeat(Silent(script.Entries[^1]), entries - script.Entries.Count));
    }

    private static JournalEntry Silent(JournalEntry entry) => entry with
    {
        Event = new TimePassed(entry.Event.Time),
        Commands = [],
    };

    private static long[] Stored(ExperimentFolder folder)
    {
        using var database = SqliteDatabase.Open(folder.DatabasePath, SqliteAccess.Read, TimeSpan.FromSeconds(1));
        using var query = database.Prepare("SELECT sequence FROM snapshots ORDER BY sequence");
        return [.. query.Query(static row => row.Int64(0))];
    }

    private static void Change(ExperimentFolder folder, string sql)
    {
        using var database = SqliteDatabase.Open(folder.DatabasePath, SqliteAccess.Write, TimeSpan.FromSeconds(1));
        database.Execute(sql);
    }
}
