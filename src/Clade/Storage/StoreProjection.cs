using System.Collections.Immutable;
using System.Globalization;
using Clade.Experiments;

namespace Clade.Storage;

/// <summary>Folds journal entries into the tables that people and <c>TuneResult</c> read.</summary>
/// <remarks>
/// What happened is taken from events and commands, in order; how a trial stands comes from the state after the batch,
/// written once for each trial that the batch touched. Runs inside the writer's transaction; after a failed one it is
/// thrown away together with the store.
/// </remarks>
internal sealed class StoreProjection
{
    private readonly StoreStatements _sql;
    private readonly Objective _objective;
    private readonly Dictionary<TrialId, TrialCursor> _cursors = [];
    private readonly HashSet<TrialId> _touched = [];
    private readonly Dictionary<TrialId, TrialState> _written = [];
    private readonly List<(Report, Configuration)> _reports = [];

    private ExperimentStatus? _status;
    private string? _endReason;
    private BestUnit? _best;
    private (TrialId Trial, int Segment, long Iteration, int Attempt)? _bestPlace;
    private bool _bestChanged;

    // Opening may touch every trial, and so may whatever an earlier driver did last.
    private bool _touchedAll = true;

    public StoreProjection(SqliteDatabase database, StoreStatements sql, Objective objective)
    {
        _sql = sql;
        _objective = objective;
        ReadCursors(database);
        _bestPlace = database.First<(TrialId, int, long, int)?>(
            "SELECT trial, segment, iteration, attempt FROM best",
            static row => (row.Trial(0), row.Int32(1), row.Int64(2), row.Int32(3)));
    }

    /// <summary>The reports accepted since the last call, with the configuration that each was trained with.</summary>
    public ImmutableArray<(Report Report, Configuration Config)> TakeReports()
    {
        ImmutableArray<(Report, Configuration)> reports = [.. _reports];
        _reports.Clear();
        return reports;
    }

    public void Add(long sequence, JournalEntry entry)
    {
        AddEvent(sequence, entry);
        foreach (var command in entry.Commands) AddCommand(sequence, entry, command);

        if (entry.After.Best is { } best && !ReferenceEquals(best, _best)) NoteBest(best);
    }

    /// <summary>Writes how everything that the batch touched stands after it.</summary>
    public void Complete(ExperimentState after)
    {
        if (_touchedAll)
        {
            _touched.UnionWith(after.Trials.Select(static trial => trial.Id));
            _touchedAll = false;
        }

        foreach (var trial in _touched)
        {
            if (trial.Value < after.Trials.Count) Write(after[trial]);
        }

        WriteStatus(after);
        WriteBest();
        _touched.Clear();
    }

    private void AddEvent(long sequence, JournalEntry entry)
    {
        switch (entry.Event)
        {
            case Opened opened:
                _touchedAll = true;
                EndAbandonedAttempts(sequence, opened.Time, entry.After);
                WriteSetup(opened.Setup);
                break;
            case AttemptStarted started when Cursor(started.Trial) is var cursor && cursor.Serves(started.Attempt):
                var confirmed = cursor.Config.Equals(started.Config);
                _sql.AttemptStarted.Add(started.Trial).Add(started.Attempt).Add(started.Time).Add(confirmed).Run();
                _sql.ExploitConfirmed.Add(cursor.Segment).Add(confirmed).Run();
                _touched.Add(started.Trial);
                break;
            case Reported reported:
                AddReport(sequence, reported, entry);
                break;
            case CheckpointSaved saved:
                AddCheckpoint(saved, entry);
                break;
            case AttemptEnded ended:
                EndAttempt(
                    sequence, ended.Time, ended.Trial, ended.Attempt, StoreText.Of(ended.Outcome), ended.Error);
                break;
            case CheckpointDamaged damaged:
                _sql.CheckpointDamaged.Add(damaged.Checkpoint).Add(damaged.Reason).Run();
                EndAttempt(sequence, damaged.Time, damaged.Trial, damaged.Attempt, "checkpoint_damaged", error: null);
                break;
        }
    }

    private void AddCommand(long sequence, JournalEntry entry, Command command)
    {
        var time = entry.Event.Time;
        switch (command)
        {
            case CreateTrial create:
                _touched.Add(create.Trial);
                _sql.Segment.Add(create.Segment).Add(create.Trial).AddNull().AddNull()
                    .Add(JournalJson.WriteConfiguration(create.Config)).Add(1).Run();
                break;
            case StartAttempt start:
                AddAttempt(sequence, time, start);
                break;
            case ExploitDonor exploit:
                AddExploit(sequence, exploit);
                break;
            case Reconfigure change:
                _touched.Add(change.Trial);
                CloseStretch(change.Trial, Cursor(change.Trial));
                _sql.Segment.Add(change.Segment).Add(change.Trial).AddNull().Add(change.Checkpoint)
                    .Add(JournalJson.WriteConfiguration(change.Config)).Add(change.Checkpoint.Iteration + 1).Run();
                break;
            case DeleteCheckpoint delete:
                _sql.CheckpointDeleted.Add(delete.Checkpoint).Add(time).Run();
                break;
            case Warn warn:
                _sql.Warning.Add(sequence).Add(time).Add(warn.Code).Add(warn.Message).Add(warn.Trial).Run();
                break;
            case Answer answer:
                _touched.Add(answer.Trial);
                break;
            case Hold hold:
                _touched.Add(hold.Trial);
                break;
            case Release release:
                _touched.Add(release.Trial);
                break;
            case MarkReady ready:
                _touched.Add(ready.Trial);
                break;
            case KillAttempt kill:
                _touched.Add(kill.Trial);
                break;
            case EndTrial end:
                _touched.Add(end.Trial);
                break;
            case ReopenTrial reopen:
                _touched.Add(reopen.Trial);
                break;
        }
    }

    // The engine alone says whether a report counts: a redelivered one, or one of a replaced attempt, leaves no trace
    // in the state.
    private void AddReport(long sequence, Reported reported, JournalEntry entry)
    {
        var cursor = Cursor(reported.Trial);
        _touched.Add(reported.Trial);
        if (!cursor.Serves(reported.Attempt) || reported.Sequence <= cursor.Sequence
            || reported.Trial.Value >= entry.After.Trials.Count
            || entry.After[reported.Trial].Attempt is not { } live
            || live.Number != reported.Attempt || live.Sequence != reported.Sequence)
        {
            return;
        }

        cursor.Sequence = reported.Sequence;
        var exploited = entry.Commands.Any(c => c is ExploitDonor exploit && exploit.Record.Victim == reported.Trial);
        var report = new Report(
            sequence, reported.Trial, reported.Attempt, reported.Sequence, cursor.Segment, cursor.Iteration,
            exploited ? null : entry.After[reported.Trial].Time, reported.Time, Metric(reported.Metrics),
            reported.Metrics);
        _sql.Report.Add(sequence).Add(report.Trial).Add(report.Attempt).Add(report.Sequence).Add(report.Segment)
            .Add(report.Iteration).Add(report.TrialTime).Add(report.Time).Add(report.Metric)
            .Add(JournalJson.WriteMetrics(report.Metrics)).Run();
        _reports.Add((report, cursor.Config));
    }

    private void AddCheckpoint(CheckpointSaved saved, JournalEntry entry)
    {
        var cursor = Cursor(saved.Trial);
        _touched.Add(saved.Trial);
        var id = new CheckpointId(saved.Trial, saved.Attempt, cursor.StartIteration + saved.Sequence);
        if (!cursor.Serves(saved.Attempt)
            || (!entry.After.Checkpoints.ContainsKey(id) && !entry.Commands.Contains(new DeleteCheckpoint(id))))
        {
            return;
        }

        _sql.Checkpoint.Add(id).Add(id.Trial).Add(id.Attempt).Add(id.Iteration).Add(cursor.Segment).Add(saved.Bytes)
            .Add(saved.Time).Run();
    }

    private void AddAttempt(long sequence, DateTimeOffset time, StartAttempt start)
    {
        _touched.Add(start.Trial);
        Cursor(start.Trial).Start(start.Attempt, start.Segment, start.Config, start.Iteration);
        _sql.Attempt.Add(start.Trial).Add(start.Attempt).Add(start.Segment).Add(start.Checkpoint).Add(start.Iteration)
            .Add(time).Add(sequence).Run();
        _sql.SegmentRestart.Add(start.Segment).Add(start.Iteration).Run();
    }

    private void AddExploit(long sequence, ExploitDonor exploit)
    {
        var record = exploit.Record;
        _touched.Add(record.Victim);
        CloseStretch(record.Victim, Cursor(record.Victim));
        _sql.Segment.Add(exploit.Segment).Add(record.Victim).Add(record.Donor).Add(record.Checkpoint)
            .Add(JournalJson.WriteConfiguration(record.Config)).Add(record.Iteration + 1).Run();
        _sql.Exploit.Add(exploit.Segment).Add(sequence).Add(record.Time).Add(record.Victim).Add(record.VictimScore)
            .Add(record.VictimRank).Add(record.VictimIteration).Add(record.Donor).Add(record.DonorScore)
            .Add(record.DonorRank).Add(record.Checkpoint).Add(record.Iteration)
            .Add(JournalJson.WriteExploit(record)).Run();
    }

    private void EndAttempt(
        long sequence, DateTimeOffset time, TrialId trial, int attempt, string outcome, TrialError? error)
    {
        _touched.Add(trial);
        if (Cursor(trial) is var cursor && cursor.Serves(attempt))
        {
            CloseStretch(trial, cursor);
            cursor.IsLive = false;
        }

        _sql.AttemptEnded.Add(trial).Add(attempt).Add(time).Add(outcome).Add(error?.Kind).Add(error?.Message)
            .Add(error?.Details).Add(sequence).Run();
    }

    // A victim's iteration is the donor's from here on: how far its own attempt came must be written down before.
    private void CloseStretch(TrialId trial, TrialCursor cursor)
    {
        if (!cursor.IsLive) return;

        _sql.AttemptReports.Add(trial).Add(cursor.Attempt).Add(cursor.Sequence).Run();
        if (cursor.Sequence > 0) _sql.SegmentEnd.Add(cursor.Segment).Add(cursor.Iteration).Run();
    }

    // A driver that died ended its workers with it, and nobody was left to say so.
    private void EndAbandonedAttempts(long sequence, DateTimeOffset time, ExperimentState after)
    {
        foreach (var (trial, cursor) in _cursors)
        {
            if (cursor.IsLive && trial.Value < after.Trials.Count
                && after[trial].Attempt?.Number != cursor.Attempt)
            {
                EndAttempt(sequence, time, trial, cursor.Attempt, StoreText.Of(AttemptOutcome.Lost), error: null);
            }
        }
    }

    // Most batches change nothing of a trial but how far it is.
    private void Write(TrialState trial)
    {
        var isOnlyFurther = _written.TryGetValue(trial.Id, out var before)
            && ReferenceEquals(before.Config, trial.Config) && ReferenceEquals(before.Error, trial.Error)
            && (before.Segment, before.AttemptCount, before.Failures, before.LostWorkers, before.EndReason)
                == (trial.Segment, trial.AttemptCount, trial.Failures, trial.LostWorkers, trial.EndReason);
        _written[trial.Id] = trial;
        if (isOnlyFurther) WriteProgress(trial);
        else WriteTrial(trial);
    }

    private void WriteProgress(TrialState trial) => _sql.TrialProgress
        .Add(trial.Id).Add(StoreText.Of(trial.Status)).Add(trial.Iteration).Add(trial.Time)
        .Add(trial.LastMetrics is { } last ? Metric(last) : null)
        .Add(trial.LastMetrics is { } metrics ? JournalJson.WriteMetrics(metrics) : null).Add(Metric(trial.BestScore))
        .Run();

    private void WriteTrial(TrialState trial) => _sql.Trial
        .Add(trial.Id).Add(StoreText.Of(trial.Status)).Add(JournalJson.WriteConfiguration(trial.Config))
        .Add(trial.Seed.ToString(CultureInfo.InvariantCulture)).Add(trial.Segment)
        .Add(trial.Iteration).Add(trial.Time).Add(trial.LastMetrics is { } last ? Metric(last) : null)
        .Add(trial.LastMetrics is { } metrics ? JournalJson.WriteMetrics(metrics) : null).Add(Metric(trial.BestScore))
        .Add(trial.AttemptCount).Add(trial.Failures).Add(trial.LostWorkers).Add(trial.Error?.Kind)
        .Add(trial.Error?.Message).Add(trial.Error?.Details).Add(trial.EndReason).Run();

    private void WriteStatus(ExperimentState after)
    {
        if (_status != after.Status)
        {
            _sql.Meta.Add("status").Add(StoreText.Of(after.Status)).Run();
            _status = after.Status;
        }

        if (_endReason is null || _endReason != (after.EndReason ?? ""))
        {
            _endReason = after.EndReason ?? "";
            _sql.Meta.Add("end_reason").Add(_endReason).Run();
        }
    }

    // What the experiment is now: an opening may have changed what it was created with.
    private void WriteSetup(ExperimentSetup? setup)
    {
        if (setup is null) return;
        _sql.Meta.Add("stop").Add(setup.Stop).Run();
        _sql.Meta.Add("scheduler").Add(setup.Scheduler).Run();
        _sql.Meta.Add("sampler").Add(setup.Sampler).Run();
    }

    // The state doesn't say which attempt earned the best score. A checkpoint's name does; without one it is the
    // attempt that was live when that score came up first.
    private void NoteBest(BestUnit best)
    {
        var attempt = best.Checkpoint is { } saved && saved.Trial == best.Trial
            ? saved.Attempt
            : _bestPlace is { } place && (place.Trial, place.Segment, place.Iteration)
                == (best.Trial, best.Segment, best.Iteration)
                ? place.Attempt
                : Math.Max(0, Cursor(best.Trial).Attempt);
        _best = best;
        _bestPlace = (best.Trial, best.Segment, best.Iteration, attempt);
        _bestChanged = true;
    }

    private void WriteBest()
    {
        if (!_bestChanged || _best is not { } best || Metric(best.Score) is not { } metric) return;
        _bestChanged = false;
        _sql.Best.Add(best.Trial).Add(_bestPlace!.Value.Attempt).Add(best.Segment).Add(best.Iteration).Add(metric)
            .Add(JournalJson.WriteConfiguration(best.Config)).Add(best.Checkpoint).Run();
    }

    private double? Metric(Metrics metrics) =>
        metrics.TryGetValue(_objective.Metric, out var value) ? value : null;

    private double? Metric(Score score) => score switch
    {
        { IsUsable: false } => null,
        _ when _objective.Maximizes => score.Value,
        _ => -score.Value,
    };

    private TrialCursor Cursor(TrialId trial)
    {
        if (!_cursors.TryGetValue(trial, out var cursor)) _cursors[trial] = cursor = new TrialCursor();
        return cursor;
    }

    private void ReadCursors(SqliteDatabase database)
    {
        using var newest = database.Prepare(
            "SELECT a.trial, a.attempt, a.segment, s.config, a.start_iteration, a.ended IS NULL, " +
            "coalesce(a.reports, max(0, t.iteration - a.start_iteration)) " +
            "FROM attempts a JOIN segments s ON s.id = a.segment JOIN trials t ON t.id = a.trial " +
            "WHERE a.attempt = (SELECT max(attempt) FROM attempts WHERE trial = a.trial)");
        foreach (var (trial, cursor) in newest.Query(static row =>
        {
            var cursor = new TrialCursor();
            cursor.Start(row.Int32(1), row.Int32(2), JournalJson.ReadConfiguration(row.Utf8(3)), row.Int64(4));
            (cursor.IsLive, cursor.Sequence) = (row.Int64(5) != 0, row.Int64(6));
            return (row.Trial(0), cursor);
        }))
        {
            _cursors[trial] = cursor;
        }
    }
}
