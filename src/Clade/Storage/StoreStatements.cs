namespace Clade.Storage;

/// <summary>The writer's statements, compiled once.</summary>
internal sealed class StoreStatements(SqliteDatabase database)
{
    public SqliteStatement Begin { get; } = database.Prepare("BEGIN IMMEDIATE");

    public SqliteStatement Commit { get; } = database.Prepare("COMMIT");

    public SqliteStatement Journal { get; } = database.Prepare(
        "INSERT INTO journal (sequence, time, kind, event, commands, checksum) VALUES (?, ?, ?, ?, ?, ?)");

    public SqliteStatement Report { get; } = database.Prepare(
        "INSERT INTO reports (journal_sequence, trial, attempt, sequence, segment, iteration, trial_time, time, " +
        "metric, metrics) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

    public SqliteStatement Trial { get; } = database.Prepare(
        "INSERT OR REPLACE INTO trials (id, status, config, seed, segment, iteration, trial_time, last_metric, " +
        "last_metrics, best_metric, attempts, failures, lost_workers, error_kind, error_message, error_details, " +
        "end_reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

    /// <summary>What a report changes of a trial.</summary>
    public SqliteStatement TrialProgress { get; } = database.Prepare(
        "UPDATE trials SET status = ?2, iteration = ?3, trial_time = ?4, last_metric = ?5, last_metrics = ?6, " +
        "best_metric = ?7 WHERE id = ?1");

    public SqliteStatement Segment { get; } = database.Prepare(
        "INSERT INTO segments (id, trial, parent, donor, checkpoint, config, first_iteration) " +
        "VALUES (?1, ?2, (SELECT segment FROM checkpoints WHERE id = ?4), ?3, ?4, ?5, ?6)");

    /// <summary>An attempt begins at an iteration, ?2: what the segment had beyond it was lost.</summary>
    public SqliteStatement SegmentRestart { get; } = database.Prepare(
        "UPDATE segments SET first_iteration = min(first_iteration, ?2 + 1), " +
        "last_iteration = CASE WHEN ?2 >= first_iteration THEN ?2 END WHERE id = ?1");

    public SqliteStatement SegmentEnd { get; } = database.Prepare(
        "UPDATE segments SET last_iteration = ?2 WHERE id = ?1");

    public SqliteStatement Attempt { get; } = database.Prepare(
        "INSERT INTO attempts (trial, attempt, segment, checkpoint, start_iteration, ordered, first_entry) " +
        "VALUES (?, ?, ?, ?, ?, ?, ?)");

    public SqliteStatement AttemptStarted { get; } = database.Prepare(
        "UPDATE attempts SET started = ?3, config_confirmed = ?4 WHERE trial = ?1 AND attempt = ?2");

    public SqliteStatement AttemptEnded { get; } = database.Prepare(
        "UPDATE attempts SET ended = ?3, outcome = ?4, error_kind = ?5, error_message = ?6, error_details = ?7, " +
        "last_entry = ?8 WHERE trial = ?1 AND attempt = ?2 AND ended IS NULL");

    public SqliteStatement AttemptReports { get; } = database.Prepare(
        "UPDATE attempts SET reports = ?3 WHERE trial = ?1 AND attempt = ?2");

    public SqliteStatement Checkpoint { get; } = database.Prepare(
        "INSERT OR IGNORE INTO checkpoints (id, trial, attempt, iteration, segment, bytes, saved) " +
        "VALUES (?, ?, ?, ?, ?, ?, ?)");

    public SqliteStatement CheckpointDeleted { get; } = database.Prepare(
        "UPDATE checkpoints SET deleted = ?2 WHERE id = ?1 AND deleted IS NULL");

    public SqliteStatement CheckpointDamaged { get; } = database.Prepare(
        "UPDATE checkpoints SET damage = ?2 WHERE id = ?1");

    public SqliteStatement Exploit { get; } = database.Prepare(
        "INSERT INTO exploits (segment, journal_sequence, time, victim, victim_metric, victim_rank, " +
        "victim_iteration, donor, donor_metric, donor_rank, checkpoint, iteration, record) " +
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

    /// <summary>One attempt that got another configuration is enough for a no.</summary>
    public SqliteStatement ExploitConfirmed { get; } = database.Prepare(
        "UPDATE exploits SET confirmed = min(coalesce(confirmed, 1), ?2) WHERE segment = ?1");

    public SqliteStatement Best { get; } = database.Prepare(
        "INSERT OR REPLACE INTO best (only, trial, attempt, segment, iteration, metric, config, checkpoint) " +
        "VALUES (1, ?, ?, ?, ?, ?, ?, ?)");

    public SqliteStatement Warning { get; } = database.Prepare(
        "INSERT INTO warnings (journal_sequence, time, code, message, trial) VALUES (?, ?, ?, ?, ?)");

    public SqliteStatement TrialFile { get; } = database.Prepare(
        "INSERT OR REPLACE INTO trial_files (trial, csv_bytes, json_bytes, last_order, columns) " +
        "VALUES (?, ?, ?, ?, ?)");

    public SqliteStatement Meta { get; } = database.Prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)");
}
