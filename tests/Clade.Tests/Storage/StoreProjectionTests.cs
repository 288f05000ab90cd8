using Clade.Experiments;
using Clade.Storage;

namespace Clade.Tests.Storage;

public sealed class StoreProjectionTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Trials_show_how_they_stand()
    {
        using var reader = StoreReader.Open(_temp.Write(Script.Sample()));
        var trials = reader.ReadSnapshot().Trials;

        Assert.Equal(2, trials.Length);
        Assert.Equal((TrialStatus.Failed, 5, 0.4, 2, 0), (
            trials[0].Status, trials[0].Iteration, trials[0].BestMetric, trials[0].Attempts, trials[0].Exploits));
        Assert.Equal(double.NaN, trials[0].LastMetric);
        Assert.Equal(new TrialError("System.Exception", "diverged, \"badly\"", "at Train()"), trials[0].Error);
        Assert.Equal("failed too often", trials[0].EndReason);
        Assert.Equal((TrialStatus.Completed, 6, 0.6, 2, 1, 2), (
            trials[1].Status, trials[1].Iteration, trials[1].LastMetric, trials[1].Attempts, trials[1].Exploits,
            trials[1].Segment));
        Assert.Equal(Script.Config(0.12), trials[1].Config);
        Assert.Null(trials[1].Error);
    }

    [Fact]
    public void Segments_know_their_parent_and_their_iterations()
    {
        var folder = _temp.Write(Script.Sample());
        Assert.Equal(
            ["0|0|||||1|5", "1|1|||||1|4", "2|1|0|0|trial-0-attempt-1-iteration-4||5|6"],
            Dump(folder, "segments", "id, trial, parent, donor, checkpoint, NULL, first_iteration, last_iteration"));
    }

    [Fact]
    public void Reports_belong_to_the_segment_and_iteration_that_earned_them()
    {
        using var reader = StoreReader.Open(_temp.Write(Script.Sample()));
        var reports = reader.ReadReports(Script.Trial(0)).ToArray();

        Assert.Equal([1, 2, 3, 3, 4, 5], reports.Select(static r => r.Iteration));
        Assert.Equal([0, 0, 0, 1, 1, 1], reports.Select(static r => r.Attempt));
        Assert.Equal([0.1, 0.2, 0.25, 0.3, 0.4, double.NaN], reports.Select(static r => r.Metric!.Value));
        Assert.Equal([10, 20, 30, 30, 40, 50], reports.Select(static r => r.TrialTime!.Value));
        Assert.Equal(
            [(1L, 0, 1), (2, 0, 1), (3, 0, 1), (4, 0, 1), (5, 1, 2), (6, 1, 2)],
            reader.ReadReports(Script.Trial(1)).Select(static r => (r.Iteration, r.Attempt, r.Segment)));
        Assert.Equal(12, reader.ReadReports().Count());
        Assert.Equal(
            reader.ReadReports().Select(static r => r.Order), reader.ReadReports().Select(static r => r.Order).Order());
    }

    [Fact]
    public void Reports_of_replaced_attempts_and_repetitions_leave_no_row()
    {
        var script = new Script().Open().Create(0, 0, 0.1).Start(0).Report(0, 0.5).Stray(0, attempt: 0, sequence: 1)
            .End(0, AttemptOutcome.Lost).Start(0).Stray(0, attempt: 0, sequence: 2).Report(0, 0.6)
            .Stray(0, attempt: 1, sequence: 7);
        using var reader = StoreReader.Open(_temp.Write(script));

        Assert.Equal([0.5, 0.6], reader.ReadReports().Select(static r => r.Metric!.Value));
    }

    [Fact]
    public void An_exploit_by_the_same_step_as_the_report_does_not_take_the_report_along()
    {
        // Without checkpoints of its own a victim can be exploited right at its report.
        var script = new Script().Open().Create(0, 0, 0.1).Create(1, 1, 0.2).Start(0).Start(1).Report(0, 0.9).Save(0)
            .Report(1, 0.1).Report(1, 0.1);
        var report = script.Entries[^1];
        script.Exploit(1, Script.Checkpoint(0, 0, 1), segment: 2, lr: 0.3);
        var joined = report with { Commands = script.Entries[^1].Commands, After = After(script, attempt: 2) };
        var folder = _temp.NewExperiment();
        using var store = ExperimentStore.Create(folder, Script.Info(), TimeProvider.System);
        store.Append([.. script.Entries.SkipLast(2), joined]);

        using var reader = StoreReader.Open(folder);
        var last = reader.ReadReports().Last();
        Assert.Equal((2L, 1, null), (last.Iteration, last.Segment, last.TrialTime));
    }

    [Fact]
    public void A_trial_that_is_reconfigured_goes_on_in_a_segment_of_its_own()
    {
        var saved = Script.Checkpoint(0, 0, 1);
        var folder = _temp.Write(new Script().Open().Create(0, 0, 0.1).Start(0).Report(0, 0.5).Save(0)
            .Reconfigure(0, saved, segment: 1, lr: 0.2).End(0, AttemptOutcome.Left).Start(0, saved).Report(0, 0.6));

        Assert.Equal(
            ["0|0||||1|1", "1|0|0||trial-0-attempt-0-iteration-1|2|"],
            Dump(folder, "segments", "id, trial, parent, donor, checkpoint, first_iteration, last_iteration"));
        Assert.Equal(
            [new ScheduleStep(0, Script.Config(0.1)), new ScheduleStep(1, Script.Config(0.2))],
            TuneResult.Open(folder.Path).Schedule(Script.Trial(0)).Steps);
    }

    [Fact]
    public void Exploits_are_confirmed_by_the_configuration_that_the_training_function_got()
    {
        Script Until(Configuration? got)
        {
            var script = new Script().Open().Create(0, 0, 0.1).Create(1, 1, 0.2).Start(0).Start(1)
                .Report(0, 0.9).Save(0).Report(1, 0.1).Exploit(1, Script.Checkpoint(0, 0, 1), segment: 2, lr: 0.3)
                .End(1, AttemptOutcome.Left).Start(1, Script.Checkpoint(0, 0, 1));
            return got is null ? script : script.Started(1, got);
        }

        Assert.Null(ConfirmedOf(Until(null)));
        Assert.True(ConfirmedOf(Until(Script.Config(0.3))));
        Assert.False(ConfirmedOf(Until(Script.Config(0.1))));
        Assert.False(ConfirmedOf(Until(Script.Config(0.1))
            .End(1, AttemptOutcome.Lost).Start(1, Script.Checkpoint(0, 0, 1)).Started(1, Script.Config(0.3))));
    }

    [Fact]
    public void Checkpoints_are_listed_with_what_became_of_them()
    {
        var script = new Script().Open().Create(0, 0, 0.1).Start(0).Report(0, 0.5).Save(0).Report(0, 0.6).Save(0)
            .End(0, AttemptOutcome.Lost).Start(0, Script.Checkpoint(0, 0, 2)).Damaged(0, Script.Checkpoint(0, 0, 2))
            .Start(0, Script.Checkpoint(0, 0, 1)).Report(0, 0.4).Delete(Script.Checkpoint(0, 0, 1));
        var folder = _temp.Write(script);

        Assert.Equal(
            ["trial-0-attempt-0-iteration-1|0|100|1|", "trial-0-attempt-0-iteration-2|0|100|0|File 'w' is missing."],
            Dump(folder, "checkpoints", "id, segment, bytes, deleted IS NOT NULL, damage"));
        Assert.Equal(
            ["0|lost", "1|checkpoint_damaged", "2|"], Dump(folder, "attempts", "attempt, outcome"));
        Assert.Equal(["0|1|1"], Dump(folder, "segments", "id, first_iteration, last_iteration"));
    }

    [Fact]
    public void An_attempt_that_starts_over_takes_back_the_segments_end()
    {
        var script = new Script().Open().Create(0, 0, 0.1).Start(0).Report(0, 0.5).Report(0, 0.6).Report(0, 0.7)
            .End(0, AttemptOutcome.Lost).Start(0);
        Assert.Equal(["0|1|"], Dump(_temp.Write(script), "segments", "id, first_iteration, last_iteration"));
    }

    [Fact]
    public void Attempts_of_a_driver_that_died_are_ended_by_the_next_opening()
    {
        var script = new Script().Open().Create(0, 0, 0.1).Start(0).Started(0).Report(0, 0.5).Abandon();
        var folder = _temp.Write(script);
        Assert.Equal(["0|lost|1"], Dump(folder, "attempts", "attempt, outcome, config_confirmed"));
        Assert.Equal(["0|waiting"], Dump(folder, "trials", "id, status"));
    }

    [Fact]
    public void The_best_without_a_checkpoint_keeps_the_attempt_that_earned_it()
    {
        var script = new Script().Open().Create(0, 0, 0.1).Start(0).Report(0, 0.9).NoteBest(0)
            .End(0, AttemptOutcome.Lost).Start(0).Report(0, 0.5);
        var folder = _temp.NewExperiment();
        using (var store = ExperimentStore.Create(folder, Script.Info(), TimeProvider.System))
        {
            store.Append([.. script.Entries.SkipLast(1)]);
        }

        // Replaying the journal gives an equal best unit that is another object.
        using (var store = ExperimentStore.Open(folder, TimeProvider.System))
        {
            var last = script.Entries[^1];
            store.Append([last with { After = last.After with { Best = last.After.Best! with { } } }]);
        }

        Assert.Equal(["0|0|1|0.9"], Dump(folder, "best", "trial, attempt, iteration, metric"));
    }

    [Fact]
    public void A_minimised_metric_is_stored_as_it_was_reported()
    {
        // The script's scores are oriented for a higher accuracy; turned round, its best is -0.6 of a loss.
        var folder = _temp.Write(Script.Sample(), Objective.Minimize("acc"));
        Assert.Equal(["-0.6"], Dump(folder, "best", "metric"));
        Assert.Equal(["0|-0.4|", "1|-0.6|0.6"], Dump(folder, "trials", "id, best_metric, last_metric"));
    }

    [Fact]
    public void One_batch_and_many_batches_give_the_same_tables()
    {
        var script = Script.Sample();
        var one = _temp.Write(script);
        for (var size = 1; size < script.Entries.Count; size += 3)
        {
            var many = _temp.NewExperiment();
            using (var store = ExperimentStore.Create(many, Script.Info(), TimeProvider.System))
            {
                foreach (var batch in script.Entries.Chunk(size)) store.Append(batch);
            }

            ExperimentStoreTests.AssertSameTables(one, many);
        }
    }

    internal static string[] Dump(ExperimentFolder folder, string table, string columns = "*")
    {
        using var database = SqliteDatabase.Open(folder.DatabasePath, SqliteAccess.Read, TimeSpan.FromSeconds(5));
        using var query = database.Prepare($"SELECT {columns} FROM {table}");
        return
        [
            .. query.Query(static row => string.Join('|', Enumerable.Range(0, row.Columns).Select(row.TextOrNull))),
        ];
    }

    private static ExperimentState After(Script script, long attempt)
    {
        // The engine counts the report on the attempt that is still live, and moves the trial to the donor's place.
        var state = script.State;
        Assert.Equal(attempt, state[Script.Trial(1)].Attempt!.Sequence);
        return state;
    }

    private bool? ConfirmedOf(Script script)
    {
        using var reader = StoreReader.Open(_temp.Write(script));
        return Assert.Single(reader.ReadSnapshot().Exploits).Confirmed;
    }
}
