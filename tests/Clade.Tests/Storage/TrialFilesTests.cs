using Clade.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Clade.Tests.Storage;

public sealed class TrialFilesTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_trial_has_its_progress_as_a_table_and_as_lines_of_json()
    {
        var folder = _temp.Write(Script.Sample());

        var csv = File.ReadAllLines(folder.ProgressPath(Script.Trial(1)));
        Assert.Equal("iteration,trial_time,time,attempt,sequence,segment,acc,loss,config.lr,config.hidden", csv[0]);
        Assert.Equal("5,50,2025-03-01T12:00:28.0000000Z,1,1,2,0.5,0.5,0.12,8", csv[5]);
        Assert.Equal(7, csv.Length);
        var json = File.ReadAllLines(folder.ResultPath(Script.Trial(0)));
        Assert.Equal(
            """{"iteration":5,"trial_time":50,"time":"2025-03-01T12:00:31.0000000Z","attempt":1,"sequence":3""" +
            ""","segment":0,"metrics":{"acc":"NaN","loss":"NaN"},"config":{"lr":0.1,"hidden":8}}""",
            json[^1]);
    }

    [Fact]
    public void Files_are_written_once_a_second_and_only_appended_to()
    {
        var time = new FakeTimeProvider();
        var script = Script.Sample();
        var folder = _temp.NewExperiment();
        using var store = ExperimentStore.Create(folder, Script.Info(), time);
        store.Append([.. script.Entries.Take(14)]);
        time.Advance(TimeSpan.FromSeconds(1));
        var first = File.ReadAllText(folder.ProgressPath(Script.Trial(0)));

        store.Append([.. script.Entries.Skip(14)]);
        Assert.Equal(first, File.ReadAllText(folder.ProgressPath(Script.Trial(0))));

        time.Advance(TimeSpan.FromSeconds(1));
        var second = File.ReadAllText(folder.ProgressPath(Script.Trial(0)));
        Assert.StartsWith(first, second, StringComparison.Ordinal);
        Assert.Equal(7, second.Count(static c => c == '\n'));
    }

    [Fact]
    public void A_metric_that_turns_up_later_gets_a_column()
    {
        var time = new FakeTimeProvider();
        var script = new Script().Open().Create(0, 0, 0.1).Start(0).Report(0, 0.5)
            .Report(0, new Metrics([new("new, \"one\"", 2), new("acc", 0.6)])).Report(0, 0.7);
        var folder = _temp.NewExperiment();
        using var store = ExperimentStore.Create(folder, Script.Info(), time);
        foreach (var entry in script.Entries)
        {
            store.Append([entry]);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Null(store.FilesProblem);
        var csv = File.ReadAllLines(folder.ProgressPath(Script.Trial(0)));
        Assert.Equal(4, csv.Length);
        Assert.EndsWith(
            "segment,acc,loss,\"new, \"\"one\"\"\",config.lr,config.hidden", csv[0], StringComparison.Ordinal);
        Assert.EndsWith("0,0.6,,2,0.1,8", csv[2], StringComparison.Ordinal);
        Assert.Equal(3, File.ReadAllLines(folder.ResultPath(Script.Trial(0))).Length);
    }

    [Fact]
    public void Opening_an_experiment_mends_files_that_disagree_with_the_store()
    {
        var folder = _temp.Write(Script.Sample());
        var (progress, result) = (folder.ProgressPath(Script.Trial(0)), folder.ResultPath(Script.Trial(0)));
        var (csv, json) = (File.ReadAllText(progress), File.ReadAllText(result));
        File.AppendAllText(progress, "half a li");
        File.Delete(result);
        var lost = folder.ProgressPath(Script.Trial(17));
        folder.CreateTrialFolder(Script.Trial(17));
        File.WriteAllText(lost, "of a trial that a power cut took from the store");

        ExperimentStore.Open(folder, TimeProvider.System).Dispose();

        Assert.Equal(csv, File.ReadAllText(progress));
        Assert.Equal(json, File.ReadAllText(result));
        Assert.False(File.Exists(lost));
    }

    [Fact]
    public void Files_that_are_as_long_as_they_were_are_left_alone()
    {
        var folder = _temp.Write(Script.Sample());
        var progress = folder.ProgressPath(Script.Trial(0));
        var marked = File.ReadAllText(progress).Replace("0.25", "0.99", StringComparison.Ordinal);
        File.WriteAllText(progress, marked);

        using (var store = ExperimentStore.Open(folder, TimeProvider.System))
        {
            Assert.Equal(marked, File.ReadAllText(progress));
        }

        // One that is shorter than it was, or does not end where a row does, is written anew.
        File.WriteAllText(progress, marked[..^7]);
        ExperimentStore.Open(folder, TimeProvider.System).Dispose();
        Assert.Equal(marked.Replace("0.99", "0.25", StringComparison.Ordinal), File.ReadAllText(progress));
        File.WriteAllText(progress, new string('\0', marked.Length));
        ExperimentStore.Open(folder, TimeProvider.System).Dispose();
        Assert.Equal(marked.Replace("0.99", "0.25", StringComparison.Ordinal), File.ReadAllText(progress));
    }

    [Fact]
    public void Files_that_are_behind_get_what_they_lack_and_go_on_in_their_columns()
    {
        var script = Script.Sample();
        var whole = _temp.Write(script);
        var folder = _temp.NewExperiment("behind");
        using (var store = ExperimentStore.Create(folder, Script.Info(), TimeProvider.System))
        {
            store.Append([.. script.Entries.Take(10)]);
        }

        // As they were when a driver was killed within a second of later entries; the mark shows that they were kept.
        var (progress, result) = (folder.ProgressPath(Script.Trial(0)), folder.ResultPath(Script.Trial(0)));
        var csv = Marked(File.ReadAllText(progress));
        var json = File.ReadAllText(result);
        using (var store = ExperimentStore.Open(folder, TimeProvider.System))
        {
            store.Append([.. script.Entries.Skip(10).Take(24)]);
        }

        File.WriteAllText(progress, csv);
        File.WriteAllText(result, json);
        Change(
            folder,
            $"UPDATE trial_files SET last_order = 10, csv_bytes = {csv.Length}, json_bytes = {json.Length} " +
            "WHERE trial = 0; UPDATE meta SET value = '10' WHERE key = 'files_until'");
        using (var store = ExperimentStore.Open(folder, TimeProvider.System))
        {
            store.Append([.. script.Entries.Skip(34)]);
        }

        Assert.Equal(Marked(File.ReadAllText(whole.ProgressPath(Script.Trial(0)))), File.ReadAllText(progress));
        Assert.Equal(File.ReadAllText(whole.ResultPath(Script.Trial(0))), File.ReadAllText(result));

        static string Marked(string csv) => csv.Replace("12:00:08", "99:99:99", StringComparison.Ordinal);
    }

    private static void Change(ExperimentFolder folder, string sql)
    {
        using var database = SqliteDatabase.Open(folder.DatabasePath, SqliteAccess.Write, TimeSpan.FromSeconds(1));
        database.Execute(sql);
    }

    [Fact]
    public void A_file_that_can_not_be_written_stops_nothing_and_is_named()
    {
        var folder = _temp.NewExperiment();
        Directory.CreateDirectory(folder.ProgressPath(Script.Trial(0)));
        using (var store = ExperimentStore.Create(folder, Script.Info(), TimeProvider.System))
        {
            store.Append([.. Script.Sample().Entries.Take(20)]);
            store.Sync();
            Assert.Contains(folder.TrialsPath, store.FilesProblem!.Message);
            store.Append([.. Script.Sample().Entries.Skip(20)]);
        }

        Assert.Equal(12, TuneResult.Open(folder.Path).ReportCount);
    }
}
