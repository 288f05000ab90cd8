using Clade.Storage;

namespace Clade.Tests.Storage;

public sealed class StoreDamageTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_file_that_is_no_database_is_named()
    {
        var folder = _temp.Write(Script.Sample());
        File.WriteAllText(folder.DatabasePath, new string('x', 5_000));

        foreach (var e in Refusals(folder))
        {
            Assert.Contains(folder.DatabasePath, e.Message);
            Assert.Contains("no SQLite database", e.Message);
        }
    }

    [Fact]
    public void A_database_of_another_program_is_no_experiment()
    {
        var folder = _temp.NewExperiment();
        using (var other = SqliteDatabase.Open(folder.DatabasePath, SqliteAccess.Create, TimeSpan.FromSeconds(1)))
        {
            other.Execute("CREATE TABLE people (name TEXT)");
        }

        Assert.All(Refusals(folder), static e => Assert.Contains("no experiment of Clade", e.Message));
    }

    [Theory]
    [InlineData(2, "a newer Clade (0.1.0): its format is 2, and this Clade")]
    [InlineData(0, "an unreleased Clade (0.1.0): its format is 0")]
    public void An_unknown_format_is_refused_with_the_version_that_wrote_it(int format, string message)
    {
        var folder = _temp.Write(Script.Sample());
        Change(folder, $"PRAGMA user_version = {format}; UPDATE meta SET value = '0.1.0' WHERE key = 'clade_version'");

        Assert.All(Refusals(folder), e =>
        {
            Assert.Contains(message, e.Message);
            Assert.Contains("Update Clade", e.Message);
        });
    }

    [Theory]
    [InlineData("journal", 0)]
    [InlineData("warnings", 70_000_000)]
    public void Damaged_pages_are_found_when_the_file_was_not_closed_properly(string table, int otherBytes)
    {
        var folder = _temp.NewExperiment();
        var copy = _temp.NewExperiment("copy");
        using (var store = ExperimentStore.Create(folder, Script.Info(), TimeProvider.System))
        {
            for (var i = 0; i < 40; i++) store.Append([Script.Sample().Entries[0]]);
            using var reader = SqliteDatabase.Open(folder.DatabasePath, SqliteAccess.Write, TimeSpan.FromSeconds(1));
            if (otherBytes > 0) reader.Execute($"CREATE TABLE other AS SELECT zeroblob({otherBytes})");
            reader.Execute("PRAGMA wal_checkpoint(FULL)");
            File.Copy(folder.DatabasePath, copy.DatabasePath);
        }

        // The head of a page of a table: SQLite's own check sees that; changed text within a row it does not.
        var root = PageOf(copy, table);
        using (var file = new FileStream(copy.DatabasePath, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = (root - 1) * 4096;
            file.Write(new byte[64]);
        }

        var e = Assert.Throws<StoreException>(() => ExperimentStore.Open(copy, TimeProvider.System));
        Assert.Contains("damaged", e.Message);
        Assert.Contains(copy.DatabasePath, e.Message);
        Assert.Null(DriverLock.Holder(copy));
    }

    [Theory]
    [InlineData("UPDATE journal SET event = replace(event, '0.25', '0.95')", "entry 14", "checksum")]
    [InlineData("UPDATE journal SET commands = '[]' WHERE sequence = 2", "entry 2", "checksum")]
    [InlineData("DELETE FROM journal WHERE sequence = 9", "entry 9 is missing", "10 comes next")]
    [InlineData("UPDATE journal SET sequence = -sequence WHERE sequence = 1", "entry 1 is missing", "2 comes next")]
    public void A_changed_journal_is_named_by_entry(string sql, string entry, string what)
    {
        var folder = _temp.Write(Script.Sample());
        Change(folder, sql);

        using var reader = StoreReader.Open(folder);
        var e = Assert.Throws<StoreException>(() => reader.ReadJournal().Count());
        Assert.Contains(entry, e.Message);
        Assert.Contains(what, e.Message);
        Assert.Contains(folder.DatabasePath, e.Message);
    }

    [Theory]
    [InlineData("UPDATE trials SET status = 'asleep'")]
    [InlineData("UPDATE trials SET config = '{'")]
    [InlineData("UPDATE segments SET checkpoint = 'trial-x'")]
    [InlineData("UPDATE exploits SET record = '{}'")]
    [InlineData("DELETE FROM meta WHERE key = 'status'")]
    [InlineData("DELETE FROM meta WHERE key = 'seed'")]
    [InlineData("UPDATE meta SET value = 'now' WHERE key = 'created'")]
    [InlineData("DROP TABLE warnings")]
    public void Changed_projections_are_refused_with_the_file(string sql)
    {
        var folder = _temp.Write(Script.Sample());
        Change(folder, sql);

        var e = Assert.Throws<StoreException>(() => TuneResult.Open(folder.Path));
        Assert.Contains(folder.DatabasePath, e.Message);
    }

    [Fact]
    public void A_folder_that_may_not_be_written_is_named_with_a_remedy()
    {
        var folder = _temp.Write(Script.Sample());
        MakeReadOnly(folder.DatabasePath);

        var e = Assert.Throws<StoreException>(() => ExperimentStore.Open(folder, TimeProvider.System));
        Assert.Contains("permissions", e.Message);
    }

    [Fact]
    public void An_archive_can_be_read_without_writing_beside_it()
    {
        // A file in WAL mode whose log is gone, as on read-only media: the mode byte in its head says WAL.
        var folder = _temp.Write(Script.Sample());
        Change(folder, "PRAGMA journal_mode = WAL");
        MakeReadOnly(folder.Path);

        Assert.Equal(12, TuneResult.Open(folder.Path).ReportCount);
    }

    private static void MakeReadOnly(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other permissions.");
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "The superuser may write everything.");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private static IEnumerable<StoreException> Refusals(ExperimentFolder folder)
    {
        yield return Assert.Throws<StoreException>(() => ExperimentStore.Open(folder, TimeProvider.System));
        yield return Assert.Throws<StoreException>(() => TuneResult.Open(folder.Path));
        Assert.Null(DriverLock.Holder(folder));
    }

    private static void Change(ExperimentFolder folder, string sql)
    {
        using var database = SqliteDatabase.Open(folder.DatabasePath, SqliteAccess.Write, TimeSpan.FromSeconds(1));
        database.Execute(sql);
    }

    private static long PageOf(ExperimentFolder folder, string table)
    {
        using var database = SqliteDatabase.Open(folder.DatabasePath, SqliteAccess.Read, TimeSpan.FromSeconds(1));
        return database.Int64($"SELECT rootpage FROM sqlite_master WHERE name = '{table}'");
    }
}
