using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Clade.Experiments;

namespace Clade.Storage;

/// <summary>The read side of an experiment's store, in any process, while a driver writes or afterwards.</summary>
/// <remarks>Not thread-safe: a connection for each reader.</remarks>
internal sealed class StoreReader : IDisposable
{
    /// <summary>
    /// Rows read at once. In between no transaction is open, so that a slow consumer doesn't hold up the log.
    /// </summary>
    public const int PageRows = 1_000;

    private const string ReportColumns =
        "SELECT journal_sequence, trial, attempt, sequence, segment, iteration, trial_time, time, metrics " +
        "FROM reports ";

    // The outer loop must be the attempts, whose place in the journal says where to look.
    private const string TrialReportColumns =
        "SELECT r.journal_sequence, r.trial, r.attempt, r.sequence, r.segment, r.iteration, r.trial_time, r.time, " +
        "r.metrics FROM attempts a CROSS JOIN reports r ON r.trial = a.trial AND r.attempt = a.attempt " +
        "AND r.journal_sequence BETWEEN max(a.first_entry, ?1 + 1) AND min(coalesce(a.last_entry, ?2), ?2) ";

    private const string TrialQuery =
        "SELECT id, status, config, seed, segment, iteration, trial_time, last_metrics, best_metric, attempts, " +
        "failures, lost_workers, error_kind, error_message, error_details, end_reason, " +
        "(SELECT count(*) FROM exploits WHERE victim = trials.id) FROM trials ORDER BY id";

    private const string SegmentQuery =
        "SELECT id, trial, parent, donor, checkpoint, config, first_iteration, last_iteration " +
        "FROM segments ORDER BY id";

    private const string AttemptQuery =
        "SELECT a.trial, a.attempt, a.segment, a.checkpoint, a.start_iteration, " +
        "coalesce(a.reports, max(0, t.iteration - a.start_iteration)), a.ended, a.error_kind, a.error_message, " +
        "a.error_details FROM attempts a JOIN trials t ON t.id = a.trial ORDER BY a.trial, a.attempt";

    private readonly ExperimentFolder _folder;
    private readonly SqliteDatabase _database;

    private StoreReader(ExperimentFolder folder, SqliteDatabase database, ExperimentInfo info)
    {
        (_folder, _database, Info) = (folder, database, info);
    }

    public ExperimentInfo Info { get; }

    /// <summary>Opens the store for reading.</summary>
    /// <exception cref="StoreException">There is none, it is damaged, or of a newer Clade.</exception>
    public static StoreReader Open(ExperimentFolder folder)
    {
        var database = SqliteDatabase.Open(folder.DatabasePath, SqliteAccess.Read, ExperimentStore.BusyTimeout);
        try
        {
            StoreSchema.Require(database);
            return new StoreReader(folder, database, StoreSchema.ReadInfo(database.Path, ReadMeta(database)));
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public static Dictionary<string, string> ReadMeta(SqliteDatabase database)
    {
        using var query = database.Prepare("SELECT key, value FROM meta");
        return query.Query(static row => KeyValuePair.Create(row.Text(0), row.Text(1))).ToDictionary();
    }

    /// <summary>Streams the journal's entries after a number, each one checked.</summary>
    /// <exception cref="StoreException">An entry is missing, damaged or unreadable; the message names it.</exception>
    public IEnumerable<JournalRecord> ReadJournal(long after = 0)
    {
        using var checksum = new JournalChecksum();
        using var page = _database.Prepare(
            "SELECT sequence, event, commands, checksum FROM journal WHERE sequence > ? ORDER BY sequence LIMIT ?");
        var last = after;
        while (true)
        {
            var records = page.Add(last).Add(PageRows).Query(row => ReadRecord(row, ++last, checksum)).ToArray();
            foreach (var record in records) yield return record;
            if (records.Length < PageRows) yield break;
        }
    }

    /// <summary>Streams reports in the order of their arrival; of one trial in the order of its attempts.</summary>
    /// <param name="trial">One trial, or all.</param>
    /// <param name="after">Only reports with a higher <see cref="Report.Order"/>.</param>
    /// <param name="upTo">Only reports up to this <see cref="Report.Order"/>.</param>
    public IEnumerable<Report> ReadReports(TrialId? trial = null, long after = 0, long upTo = long.MaxValue)
    {
        using var page = _database.Prepare(trial is null
            ? ReportColumns +
                "WHERE journal_sequence > ?1 AND journal_sequence <= ?2 ORDER BY journal_sequence LIMIT ?3"
            : TrialReportColumns + "WHERE a.trial = ?4 ORDER BY a.attempt, r.journal_sequence LIMIT ?3");
        while (true)
        {
            page.Add(after).Add(upTo).Add(PageRows);
            if (trial is { } one) page.Add(one);
            var reports = page.Query(ReadReport).ToArray();
            foreach (var report in reports) yield return report;
            if (reports.Length < PageRows) yield break;
            after = reports[^1].Order;
        }
    }

    /// <summary>The reports of one attempt, from its first up to an iteration.</summary>
    public ImmutableArray<Report> ReadAttempt(TrialId trial, int attempt, long lastIteration)
    {
        using var query = _database.Prepare(TrialReportColumns +
            "WHERE a.trial = ?3 AND a.attempt = ?4 AND r.iteration <= ?5 ORDER BY r.journal_sequence");
        return
        [
            .. query.Add(0L).Add(long.MaxValue).Add(trial).Add(attempt).Add(lastIteration).Query(ReadReport),
        ];
    }

    /// <summary>The configurations of all segments, by number.</summary>
    public Dictionary<int, Configuration> ReadConfigurations() =>
        Rows("SELECT id, config FROM segments", static row =>
            KeyValuePair.Create(row.Int32(0), JournalJson.ReadConfiguration(row.Utf8(1)))).ToDictionary();

    /// <summary>The trials that reported.</summary>
    public ImmutableArray<TrialId> ReadReportingTrials() =>
        Rows("SELECT id FROM trials WHERE last_metrics IS NOT NULL ORDER BY id", static row => row.Trial(0));

    /// <summary>How far the files of each trial had been written.</summary>
    public Dictionary<TrialId, TrialFilePosition> ReadFilePositions() =>
        Rows("SELECT trial, csv_bytes, json_bytes, last_order, columns FROM trial_files", static row =>
            new TrialFilePosition(
                row.Trial(0), row.Int64(1), row.Int64(2), row.Int64(3), TrialFilePosition.ReadColumns(row.Utf8(4))))
            .ToDictionary(static position => position.Trial);

    /// <summary>Up to which entry of the journal those files have every report.</summary>
    public long ReadFilesUntil() =>
        _database.Int64("SELECT coalesce((SELECT value FROM meta WHERE key = 'files_until'), '0')");

    /// <summary>Reads everything but the reports, as of one moment.</summary>
    public StoreSnapshot ReadSnapshot()
    {
        _database.Execute("BEGIN");
        try
        {
            var meta = ReadMeta(_database);
            var best = Rows(
                "SELECT trial, attempt, segment, iteration, metric, config, checkpoint FROM best", ReadBest)
                .SingleOrDefault();
            var attempts = Rows(AttemptQuery, ReadAttempt);
            return new StoreSnapshot
            {
                Info = Info,
                Status = Guard(meta, static meta => StoreText.Read<ExperimentStatus>(meta["status"])),
                EndReason = meta.GetValueOrDefault("end_reason") is { Length: > 0 } reason ? reason : null,
                Sequence = _database.Int64("SELECT coalesce(max(sequence), 0) FROM journal"),
                Trials = Rows(TrialQuery, ReadTrial),
                Segments = Rows(SegmentQuery, ReadSegment),
                Attempts = attempts,
                Exploits = Rows("SELECT record, segment, confirmed FROM exploits ORDER BY segment", ReadExploit),
                Warnings = Rows("SELECT time, code, message, trial FROM warnings ORDER BY id", ReadWarning),
                Best = best,
                BestMetrics = best is null ? null : ReadBestMetrics(best),
                ReportCount = attempts.Sum(static attempt => attempt.Reports),
            };
        }
        finally
        {
            _database.Execute("ROLLBACK");
        }
    }

    public void Dispose() => _database.Dispose();

    private TrialResult ReadTrial(SqliteStatement row)
    {
        var last = row.IsNull(7) ? null : JournalJson.ReadMetrics(row.Utf8(7));
        return new TrialResult
        {
            Id = row.Trial(0),
            Status = StoreText.Read<TrialStatus>(row.Text(1)),
            Config = JournalJson.ReadConfiguration(row.Utf8(2)),
            Seed = ulong.Parse(row.Text(3), CultureInfo.InvariantCulture),
            Segment = row.Int32(4),
            Iteration = row.Int64(5),
            TrialTime = row.DoubleOrNull(6) ?? double.NaN,
            LastMetric = last is null ? null : Metric(last),
            LastMetrics = last,
            BestMetric = row.DoubleOrNull(8),
            Attempts = row.Int32(9),
            Failures = row.Int32(10),
            LostWorkers = row.Int32(11),
            Error = ReadError(row, 12),
            EndReason = row.TextOrNull(15),
            Exploits = row.Int32(16),
        };
    }

    private static SegmentRow ReadSegment(SqliteStatement row) => new(
        row.Int32(0), row.Trial(1), row.Int32OrNull(2), row.TrialOrNull(3), row.CheckpointOrNull(4),
        JournalJson.ReadConfiguration(row.Utf8(5)), row.Int64(6), row.Int64OrNull(7));

    private static AttemptRow ReadAttempt(SqliteStatement row) => new(
        row.Trial(0), row.Int32(1), row.Int32(2), row.CheckpointOrNull(3), row.Int64(4), row.Int64OrNull(5) ?? 0,
        row.IsNull(6) ? null : row.Time(6), ReadError(row, 7));

    private static ExploitResult ReadExploit(SqliteStatement row) => new(
        JournalJson.ReadExploit(row.Utf8(0)), row.Int32(1), row.IsNull(2) ? null : row.Int64(2) != 0);

    private static ExperimentWarning ReadWarning(SqliteStatement row) =>
        new(row.Time(0), row.Text(1), row.Text(2), row.TrialOrNull(3));

    private static BestRow ReadBest(SqliteStatement row) => new(
        row.Trial(0), row.Int32(1), row.Int32(2), row.Int64(3), row.DoubleOrNull(4) ?? double.NaN,
        JournalJson.ReadConfiguration(row.Utf8(5)), row.CheckpointOrNull(6));

    private static TrialError? ReadError(SqliteStatement row, int column) => row.IsNull(column)
        ? null
        : new TrialError(row.Text(column), row.Text(column + 1), row.Text(column + 2));

    private Metrics? ReadBestMetrics(BestRow best)
    {
        using var query = _database.Prepare(
            TrialReportColumns + "WHERE a.trial = ?3 AND a.attempt = ?4 AND r.iteration = ?5");
        return query.Add(0L).Add(long.MaxValue).Add(best.Trial).Add(best.Attempt).Add(best.Iteration)
            .First(ReadReport)?.Metrics;
    }

    private Report ReadReport(SqliteStatement row) => Guard(row, row =>
    {
        var metrics = JournalJson.ReadMetrics(row.Utf8(8));
        return new Report(
            row.Int64(0), row.Trial(1), row.Int32(2), row.Int64(3), row.Int32(4), row.Int64(5), row.DoubleOrNull(6),
            row.Time(7), Metric(metrics), metrics);
    });

    private JournalRecord ReadRecord(SqliteStatement row, long expected, JournalChecksum checksum)
    {
        var sequence = row.Int64(0);
        if (sequence != expected)
        {
            throw StoreFailure.Damaged(_folder.DatabasePath, string.Create(
                CultureInfo.InvariantCulture, $"journal entry {expected} is missing, {sequence} comes next"));
        }

        if (checksum.Of(sequence, row.Utf8(1), row.Utf8(2)) != row.Int64(3))
        {
            throw StoreFailure.Damaged(_folder.DatabasePath, string.Create(
                CultureInfo.InvariantCulture, $"journal entry {sequence} doesn't match its checksum"));
        }

        try
        {
            return new JournalRecord(
                sequence, JournalJson.ReadEvent(row.Utf8(1)), JournalJson.ReadCommands(row.Utf8(2)));
        }
        catch (JsonException e)
        {
            throw StoreFailure.Damaged(_folder.DatabasePath, string.Create(
                CultureInfo.InvariantCulture, $"journal entry {sequence} can't be read ({e.Message})"), e);
        }
    }

    // A metric that is not finite has no value in a column, only among the metrics.
    private double? Metric(Metrics metrics) =>
        metrics.TryGetValue(Info.Objective.Metric, out var metric) ? metric : null;

    private ImmutableArray<T> Rows<T>(string sql, Func<SqliteStatement, T> read)
    {
        using var query = _database.Prepare(sql);
        return [.. query.Query(row => Guard(row, read))];
    }

    // Projections are text that only Clade writes; whatever doesn't read back is damage.
    private TResult Guard<TSource, TResult>(TSource source, Func<TSource, TResult> read)
    {
        try
        {
            return read(source);
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or KeyNotFoundException)
        {
            throw StoreFailure.Damaged(_folder.DatabasePath, e.Message, e);
        }
    }
}
