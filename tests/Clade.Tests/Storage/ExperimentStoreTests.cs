using Clade.Experiments;
using Clade.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Clade.Tests.Storage;

public sealed class ExperimentStoreTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void The_journal_reads_back_in_order_across_batches_and_openings()
    {
        var script = Script.Sample();
        var folder = _temp.NewExperiment();
        using (var store = ExperimentStore.Create(folder, Script.Info(), TimeProvider.System))
        {
            Assert.Equal(7, store.Append([.. script.Entries.Take(7)]));
            Assert.Equal(8, store.Append([script.Entries[7]]));
            Assert.Equal(8, store.Append([]));
        }

        using (var store = ExperimentStore.Open(folder, TimeProvider.System))
        {
            Assert.Equal(8, store.Sequence);
            store.Append([.. script.Entries.Skip(8)]);
            var read = store.ReadJournal().ToArray();

            Assert.Equal(Enumerable.Range(1, script.Entries.Count), read.Select(static r => (int)r.Sequence));
            Assert.Equal(
                script.Entries.Select(static e => Structure.Of((e.Event, e.Commands))),
                read.Select(static r => Structure.Of((r.Event, r.Commands))));
            Assert.Equal(read[20..].Select(Structure.Of), store.ReadJournal(after: 20).Select(Structure.Of));
        }
    }

    [Fact]
    public void What_the_experiment_is_reads_back()
    {
        var folder = _temp.Write(Script.Sample());
        using var store = ExperimentStore.Open(folder, TimeProvider.System);
        Assert.Equal(Structure.Of(Script.Info()), Structure.Of(store.Info));
        Assert.NotEqual("0.0.0", store.Info.CladeVersion);
    }

    [Fact]
    public void A_second_driver_is_refused_and_told_who_holds_the_experiment()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2025, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var folder = _temp.NewExperiment();
        using (ExperimentStore.Create(folder, Script.Info(), time))
        {
            var e = Assert.Throws<StoreException>(() => ExperimentStore.Open(folder, time));
            Assert.Contains($"process {Environment.ProcessId} on '{Environment.MachineName}'", e.Message);
            Assert.Contains("since 2025-03-01 12:00:00 UTC", e.Message);
            Assert.Equal(Environment.ProcessId, DriverLock.Holder(folder)!.Pid);
        }

        Assert.Null(DriverLock.Holder(folder));
        ExperimentStore.Open(folder, time).Dispose();
    }

    [Fact]
    public void What_a_dead_driver_left_behind_is_no_obstacle()
    {
        var folder = _temp.Write(Script.Sample());
        File.WriteAllText(folder.DriverPath, """{"pid":4194304,"host":"gone","since":"2025-03-01T12:00:00+00:00"}""");
        Assert.Null(DriverLock.Holder(folder));

        using var store = ExperimentStore.Open(folder, TimeProvider.System);
        Assert.Equal(Environment.MachineName, DriverLock.Holder(folder)!.Host);
    }

    [Fact]
    public void A_folder_with_an_experiment_gets_no_second_one()
    {
        var folder = _temp.Write(Script.Sample());
        var e = Assert.Throws<StoreException>(() => ExperimentStore.Create(folder, Script.Info(), TimeProvider.System));
        Assert.Contains("holds an experiment already", e.Message);
        ExperimentStore.Open(folder, TimeProvider.System).Dispose();
    }

    [Fact]
    public void Everything_that_was_appended_survives_a_killed_driver()
    {
        var script = Script.Sample();
        var folder = _temp.NewExperiment();
        var copy = _temp.NewExperiment("copy");
        using (var store = ExperimentStore.Create(folder, Script.Info(), TimeProvider.System))
        {
            store.Append([.. script.Entries.Take(30)]);

            // What another process would find after kill -9: the file and its log, as they are now.
            File.Copy(folder.DatabasePath, copy.DatabasePath);
            File.Copy($"{folder.DatabasePath}-wal", $"{copy.DatabasePath}-wal");
            Assert.True(new FileInfo($"{copy.DatabasePath}-wal").Length > 0);
        }

        using (var store = ExperimentStore.Open(copy, TimeProvider.System))
        {
            Assert.Equal(30, store.ReadJournal().Count());
            store.Append([.. script.Entries.Skip(30)]);
        }

        AssertSameTables(folder: _temp.Write(script), copy);
    }

    [Fact]
    public void A_torn_tail_of_the_log_loses_whole_batches_only()
    {
        var script = Script.Sample();
        var folder = _temp.NewExperiment();
        using var store = ExperimentStore.Create(folder, Script.Info(), TimeProvider.System);
        foreach (var entry in script.Entries) store.Append([entry]);
        var log = File.ReadAllBytes(CopyLog(folder));
        var lengths = new HashSet<int>();

        for (var cut = log.Length; cut > 0; cut -= 9_001)
        {
            var copy = _temp.NewExperiment("copy");
            File.Copy(folder.DatabasePath, copy.DatabasePath);
            File.WriteAllBytes($"{copy.DatabasePath}-wal", log[..cut]);
            using var reopened = ExperimentStore.Open(copy, TimeProvider.System);
            var read = reopened.ReadJournal().ToArray();
            lengths.Add(read.Length);
            using var reader = StoreReader.Open(copy);
            Assert.Equal(
                read.Count(static r => r.Event is Reported), reader.ReadReports().Count());
        }

        Assert.True(lengths.Count > 20, $"The cuts were too tame: {lengths.Count} lengths.");
    }

    [Theory]
    [InlineData(1.0, 0, null)]
    [InlineData(0.5, 0, "delete 'experiment.db-shm' and resume")]
    [InlineData(0.0, 0, "only the first 0 are whole")]
    [InlineData(1.0, 10, "only the first 0 are whole")]
    [InlineData(1.0, 9_000, "only the first 2 are whole")]
    public void A_log_that_lacks_what_was_acknowledged_is_refused(double kept, int flipAt, string? message)
    {
        var folder = _temp.NewExperiment();
        var copy = _temp.NewExperiment("copy");
        using var store = ExperimentStore.Create(folder, Script.Info(), TimeProvider.System);
        foreach (var entry in Script.Sample().Entries) store.Append([entry]);

        // As a killed driver leaves them: the index knows how much there was.
        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            File.Copy(folder.DatabasePath + suffix, copy.DatabasePath + suffix);
        }

        using (var log = new FileStream($"{copy.DatabasePath}-wal", FileMode.Open, FileAccess.ReadWrite))
        {
            if (flipAt > 0) Flip(log, flipAt);
            log.SetLength((long)(kept * log.Length));
        }

        if (message is null)
        {
            ExperimentStore.Open(copy, TimeProvider.System).Dispose();
            return;
        }

        Assert.Contains(message, Assert.Throws<StoreException>(() => TuneResult.Open(copy.Path)).Message);
        var e = Assert.Throws<StoreException>(() => ExperimentStore.Open(copy, TimeProvider.System));
        Assert.Contains(message, e.Message);
        Assert.Contains($"'{copy.DatabasePath}' is damaged", e.Message);

        // The remedy that the message names.
        File.Delete($"{copy.DatabasePath}-shm");
        ExperimentStore.Open(copy, TimeProvider.System).Dispose();

        static void Flip(FileStream file, int at)
        {
            file.Position = at;
            var flipped = (byte)(file.ReadByte() ^ 1);
            file.Position = at;
            file.WriteByte(flipped);
        }
    }

    [Fact]
    public void A_reader_sees_whole_batches_while_the_driver_writes()
    {
        var script = Script.Sample();
        var folder = _temp.NewExperiment();
        using var store = ExperimentStore.Create(folder, Script.Info(), TimeProvider.System);
        using var reader = StoreReader.Open(folder);
        Assert.Empty(reader.ReadReports());

        store.Append([.. script.Entries.Take(12)]);
        var before = reader.ReadSnapshot();
        using (var streaming = reader.ReadReports().GetEnumerator())
        {
            Assert.True(streaming.MoveNext());
            store.Append([.. script.Entries.Skip(12)]);
        }

        var after = reader.ReadSnapshot();
        Assert.Equal((12, 4), (before.Sequence, before.ReportCount));
        Assert.Equal((script.Entries.Count, 12), (after.Sequence, after.ReportCount));
        Assert.Equal(ExperimentStatus.Completed, after.Status);
    }

    [Fact]
    public void A_closed_store_is_one_plain_file()
    {
        var folder = _temp.Write(Script.Sample());
        Assert.Equal(
            ["checkpoints", "driver.lock", "experiment.db", "trials"],
            Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_reader_that_stays_does_not_keep_the_driver_from_closing()
    {
        var folder = _temp.NewExperiment();
        var store = ExperimentStore.Create(folder, Script.Info(), TimeProvider.System);
        store.Append(Script.Sample().Entries);
        using var reader = StoreReader.Open(folder);
        using var streaming = reader.ReadReports().GetEnumerator();
        Assert.True(streaming.MoveNext());

        store.Dispose();

        Assert.Null(DriverLock.Holder(folder));
        Assert.Equal(12, reader.ReadReports().Count());
        ExperimentStore.Open(folder, TimeProvider.System).Dispose();
    }

    [Fact]
    public void A_full_store_refuses_the_batch_and_keeps_what_it_had()
    {
        var script = Script.Sample();
        var folder = _temp.NewExperiment();
        using (var store = ExperimentStore.Create(folder, Script.Info(), TimeProvider.System, bytesMax: 200_000))
        {
            store.Append([.. script.Entries.Take(10)]);
            var huge = script.Entries[10] with { Commands = [new Warn("huge", new string('x', 300_000))] };
            var e = Assert.Throws<StoreException>(() => store.Append([script.Entries[10], huge]));
            Assert.Contains(folder.DatabasePath, e.Message);
            Assert.Contains("disk is full", e.Message);
            Assert.Matches(@"\d+ (bytes|KiB|MiB|GiB) free", e.Message);

            // The projections' memory is of no use any more, so nothing is taken until the store is opened again.
            Assert.Throws<StoreException>(() => store.Append([script.Entries[10]]));
        }

        using (var store = ExperimentStore.Open(folder, TimeProvider.System))
        {
            Assert.Equal(10, store.ReadJournal().Count());
            store.Append([.. script.Entries.Skip(10)]);
        }

        AssertSameTables(_temp.Write(script), folder);
    }

    [Fact]
    public void Committed_batches_reach_the_disk_once_a_second()
    {
        var time = new FakeTimeProvider();
        var folder = _temp.NewExperiment();
        using var store = ExperimentStore.Create(folder, Script.Info(), time);
        store.Append(Script.Sample().Entries);
        Assert.False(File.Exists(folder.ProgressPath(Script.Trial(0))));

        time.Advance(ExperimentStore.SyncInterval);

        Assert.True(File.Exists(folder.ProgressPath(Script.Trial(0))));
        Assert.Null(store.FilesProblem);
    }

    internal static void AssertSameTables(ExperimentFolder folder, ExperimentFolder other)
    {
        foreach (var table in new[]
        {
            "journal", "trials", "segments", "attempts", "reports", "checkpoints", "exploits", "best", "warnings",
        })
        {
            Assert.Equal(StoreProjectionTests.Dump(folder, table), StoreProjectionTests.Dump(other, table));
        }
    }

    private string CopyLog(ExperimentFolder folder)
    {
        var copy = Path.Combine(_temp.Path, "log");
        File.Copy($"{folder.DatabasePath}-wal", copy);
        return copy;
    }
}
