using Clade.Storage;
using Clade.Tests.Storage;

namespace Clade.Tests.Results;

public sealed class TuneResultTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void The_best_is_one_unit()
    {
        var folder = _temp.Write(Script.Sample());
        var best = TuneResult.Open(folder.Path).Best;

        Assert.Equal((0.6, 6, Script.Trial(1)), (best.Metric, best.Iteration, best.Trial));
        Assert.Equal(Script.Config(0.12), best.Config);
        Assert.Equal(0.4, best.Metrics["loss"], 12);
        Assert.Equal(Script.Checkpoint(1, 1, 6), best.Checkpoint);
        Assert.Equal(
            Path.Combine(folder.Path, "checkpoints", "trial-1-attempt-1-iteration-6", "files"), best.CheckpointFolder);
        Assert.Equal("0.6 by trial 1 at iteration 6: lr=0.12 hidden=8", best.ToString());
    }

    [Fact]
    public void A_lineage_leads_from_the_founder_through_the_donor()
    {
        var result = TuneResult.Open(_temp.Write(Script.Sample()).Path);

        LineageSegment[] expected =
        [
            new(0, Script.Trial(0), null, null, Script.Config(0.1), 1, 4),
            new(2, Script.Trial(1), Script.Trial(0), Script.Checkpoint(0, 1, 4), Script.Config(0.12), 5, 6),
        ];
        Assert.Equal(expected, result.Lineage(Script.Trial(1)));
        Assert.Equal(expected, result.Best.Lineage);
        Assert.Equal(
            [new LineageSegment(0, Script.Trial(0), null, null, Script.Config(0.1), 1, 5)],
            result.Lineage(Script.Trial(0)));
    }

    [Fact]
    public void A_curve_has_each_iteration_once_as_the_weights_went()
    {
        var result = TuneResult.Open(_temp.Write(Script.Sample()).Path);

        Assert.Equal(
            [(1L, 0, 0.10), (2, 0, 0.20), (3, 0, 0.30), (4, 0, 0.40), (5, 1, 0.50), (6, 1, 0.60)],
            result.Curve(Script.Trial(1)).Select(static r => (r.Iteration, r.Trial.Value, r.Metric!.Value)));
        Assert.Equal(result.Curve(Script.Trial(1)), result.BestCurve());
        Assert.Equal(
            [0.1, 0.2, 0.3, 0.4, double.NaN], result.Curve(Script.Trial(0)).Select(static r => r.Metric!.Value));
    }

    [Fact]
    public void What_a_donor_does_after_it_donated_does_not_change_the_victims_past()
    {
        // The donor's newest checkpoint is damaged later, so it repeats iterations that the victim has from the first
        // time.
        var script = new Script().Open().Create(0, 0, 0.1).Create(1, 1, 0.2).Start(0).Start(1)
            .Report(0, 0.1).Save(0).Report(0, 0.2).Save(0).Report(1, 0.0)
            .Exploit(1, Script.Checkpoint(0, 0, 2), segment: 2, lr: 0.3).End(1, AttemptOutcome.Left)
            .Start(1, Script.Checkpoint(0, 0, 2)).Report(1, 0.5)
            .End(0, AttemptOutcome.Lost).Start(0, Script.Checkpoint(0, 0, 2)).Damaged(0, Script.Checkpoint(0, 0, 2))
            .Start(0, Script.Checkpoint(0, 0, 1)).Report(0, 0.15).Report(0, 0.17);
        var result = TuneResult.Open(_temp.Write(script).Path);

        Assert.Equal([0.1, 0.2, 0.5], result.Curve(Script.Trial(1)).Select(static r => r.Metric!.Value));
        Assert.Equal([0.1, 0.15, 0.17], result.Curve(Script.Trial(0)).Select(static r => r.Metric!.Value));
        Assert.Equal([1, 2, 3], result.Curve(Script.Trial(0)).Select(static r => r.Iteration));
    }

    [Fact]
    public void A_victim_whose_donors_checkpoints_are_all_damaged_is_a_founder()
    {
        var donated = Script.Checkpoint(0, 0, 1);
        var script = new Script().Open().Create(0, 0, 0.1).Create(1, 1, 0.2).Start(0).Start(1)
            .Report(0, 0.1).Save(0).Report(1, 0.0).Exploit(1, donated, segment: 2, lr: 0.3).End(1, AttemptOutcome.Left)
            .Start(1, donated).Damaged(1, donated).Start(1).Report(1, 0.4);
        var result = TuneResult.Open(_temp.Write(script).Path);

        Assert.Equal(
            [new LineageSegment(2, Script.Trial(1), null, null, Script.Config(0.3), 1, 1)],
            result.Lineage(Script.Trial(1)));
        Assert.Equal([new ScheduleStep(0, Script.Config(0.3))], result.Schedule(Script.Trial(1)).Steps);
        Assert.Equal(0.4, Assert.Single(result.Curve(Script.Trial(1))).Metric);
    }

    [Fact]
    public void A_victim_that_has_not_started_again_stands_at_its_donors_checkpoint()
    {
        var script = new Script().Open().Create(0, 0, 0.1).Create(1, 1, 0.2).Start(0).Start(1)
            .Report(0, 0.1).Save(0).Report(0, 0.2).Save(0).Report(0, 0.3).Report(1, 0.0)
            .Exploit(1, Script.Checkpoint(0, 0, 2), segment: 2, lr: 0.3);
        var result = TuneResult.Open(_temp.Write(script).Path);

        var lineage = result.Lineage(Script.Trial(1));
        Assert.Equal(
            [(0, 1L, 2L), (2, 3, 2)], lineage.Select(static s => (s.Segment, s.FirstIteration, s.LastIteration)));
        Assert.Equal([0.1, 0.2], result.Curve(Script.Trial(1)).Select(static r => r.Metric!.Value));
        Assert.Equal(
            [new ScheduleStep(0, Script.Config(0.1)), new ScheduleStep(2, Script.Config(0.3))],
            result.Schedule(Script.Trial(1)).Steps);
    }

    [Fact]
    public void A_trial_that_never_started_has_a_lineage_of_its_own()
    {
        var result = TuneResult.Open(_temp.Write(new Script().Open().Create(0, 0, 0.1)).Path);
        Assert.Equal(
            new LineageSegment(0, Script.Trial(0), null, null, Script.Config(0.1), 1, 0),
            Assert.Single(result.Lineage(Script.Trial(0))));
        Assert.Empty(result.Curve(Script.Trial(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => result.Curve(Script.Trial(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => result.Reports(Script.Trial(1)));
    }

    [Fact]
    public void Without_a_usable_score_the_reason_is_given()
    {
        static Script Begin() => new Script().Open().Create(0, 0, 0.1).Start(0);
        AssertNone(new Script().Open(), "no trial was created yet");
        AssertNone(Begin(), "no trial has reported yet");
        AssertNone(Begin().Report(0, double.NaN), "none of the 1 reports has a finite 'acc'");
        AssertNone(
            Begin().End(0, AttemptOutcome.Failed).EndTrial(0, TrialStatus.Failed, "threw"),
            "all 1 trials failed before their first report");

        void AssertNone(Script script, string reason)
        {
            var result = TuneResult.Open(_temp.Write(script).Path);
            Assert.Null(result.BestOrDefault);
            Assert.False(result.HasBest);
            Assert.Contains(reason, result.NoBestReason);
            Assert.Equal(result.NoBestReason, Assert.Throws<CladeException>(() => result.Best).Message);
            var e = Assert.Throws<CladeException>(() => result.WriteSchedule("none"));
            Assert.Equal(result.NoBestReason, e.Message);
        }
    }

    [Fact]
    public void An_experiment_can_be_looked_at_while_it_runs()
    {
        var script = Script.Sample();
        var folder = _temp.NewExperiment();
        TuneResult running;
        using (var store = ExperimentStore.Create(folder, Script.Info(), TimeProvider.System))
        {
            store.Append([.. script.Entries.Take(12)]);
            running = TuneResult.Open(folder.Path);
            Assert.Equal((ExperimentStatus.Running, null), (running.Status, running.StatusReason));
            store.Append([.. script.Entries.Skip(12).Take(15)]);

            // A view of one moment, although the file goes on.
            Assert.Equal(4, running.Reports().Count());
            Assert.Equal(2, running.Reports(Script.Trial(0)).Count());
            var later = TuneResult.Open(folder.Path);
            Assert.Equal(
                later.Reports().Skip(4), later.Reports(after: running.Reports().Last().Order));
            Assert.Equal(4 + later.Reports().Skip(4).Count(), later.ReportCount);
        }

        var interrupted = TuneResult.Open(folder.Path);
        Assert.Equal(ExperimentStatus.Interrupted, interrupted.Status);
        Assert.Contains("Resume", interrupted.StatusReason);
    }

    [Fact]
    public void Everything_else_is_there()
    {
        var folder = _temp.Write(Script.Sample());
        var result = TuneResult.Open(folder.Path);

        Assert.Equal(("sample", ulong.MaxValue, folder.Path), (result.Name, result.Seed, result.Folder));
        Assert.Equal((ExperimentStatus.Completed, "all trials have ended"), (result.Status, result.StatusReason));
        Assert.Equal(Script.Objective, result.Objective);
        Assert.Equal(["lr: uniform(0, 1)", "hidden: 8 or 16"], result.SpaceDescription);
        Assert.Equal(
            [(0, 0, "WorkerLost"), (0, 1, "System.Exception")],
            result.Errors.Select(static e => (e.Trial.Value, e.Attempt, e.Error.Kind)));
        var warning = Assert.Single(result.Warnings);
        Assert.Equal(("greed", Script.Trial(1)), (warning.Code, warning.Trial));
        var exploit = Assert.Single(result.Exploits);
        Assert.Equal((2, true, "×1.2"), (exploit.Segment, exploit.Confirmed, exploit.Record.Changes[0].Operation));
        Assert.Equal((Script.Trial(1), Script.Trial(0)), (exploit.Record.Victim, exploit.Record.Donor));
    }

    [Fact]
    public void The_users_own_type_replaces_the_configuration()
    {
        var result = TuneResult.Open(_temp.Write(Script.Sample()).Path)
            .As(static c => (Lr: c["lr"].ToDouble(), Typed: true));
        Assert.Equal((0.12, true), result.Best.Config);
        Assert.Equal((0.6, 6, 2), (result.Best.Metric, result.Best.Iteration, result.Best.Schedule.Steps.Length));
        Assert.Equal(2, result.Trials.Length);
        TuneResult untyped = result;
        Assert.Equal(Script.Config(0.12), untyped.Best.Config);
    }

    [Fact]
    public void Tables_are_exported_with_a_column_for_each_name()
    {
        var result = TuneResult.Open(_temp.Write(Script.Sample()).Path);
        var folder = Path.Combine(_temp.Path, "export", "csv");
        result.ExportCsv(folder);
        result.ExportCsv(folder);

        var trials = File.ReadAllText(Path.Combine(folder, "trials.csv"));
        Assert.StartsWith(
            "trial,status,segment,iteration,trial_time,last_metric,best_metric,attempts", trials,
            StringComparison.Ordinal);
        Assert.Contains(
            "0,failed,0,5,50,NaN,0.4,2,0,0,0,System.Exception,\"diverged, \"\"badly\"\"\",failed too often,0.1,8\n",
            trials);
        var reports = File.ReadAllLines(Path.Combine(folder, "reports.csv"));
        Assert.Equal(
            "trial,attempt,sequence,segment,iteration,trial_time,time,acc,loss,config.lr,config.hidden", reports[0]);
        Assert.Equal("0,0,1,0,1,10,2025-03-01T12:00:08.0000000Z,0.1,0.9,0.1,8", reports[1]);
        Assert.Equal(13, reports.Length);
        Assert.Equal(
            "2,1,0,0,trial-0-attempt-1-iteration-4,5,6,0.12,8",
            File.ReadAllLines(Path.Combine(folder, "segments.csv"))[^1]);
        Assert.EndsWith(
            ",2,true,lr: 0.1 -> 0.12 (×1.2); hidden: 8 -> 8 (inherited),0.12,8",
            File.ReadAllLines(Path.Combine(folder, "exploits.csv"))[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_can_not_be_written_is_named()
    {
        var result = TuneResult.Open(_temp.Write(Script.Sample()).Path);
        var file = Path.Combine(_temp.Path, "file");
        File.WriteAllText(file, "");
        Assert.Contains(file, Assert.Throws<StoreException>(() => result.ExportCsv(file)).Message);
        var below = Path.Combine(file, "s.json");
        Assert.Contains(below, Assert.Throws<StoreException>(() => result.WriteSchedule(below)).Message);
    }
}
