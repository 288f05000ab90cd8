using System.Globalization;
using System.Text.Json;

namespace Clade.Storage;

/// <summary>The tables of <c>experiment.db</c>. A change of meaning needs a new <see cref="FormatVersion"/>.</summary>
/// <remarks>
/// The journal is the experiment; every other table is a projection of it, written in the same transaction and there to
/// be read by anybody. Times are ISO 8601 in UTC. SQLite has no NaN: it is NULL in a column, and "NaN" in JSON.
/// <para>
/// Reports have no index but their place in the journal: with one, ten reports would change ten pages and not one. An
/// attempt's are found between its <c>first_entry</c> and <c>last_entry</c>. How far an attempt (<c>reports</c>) and a
/// segment (<c>last_iteration</c>) came is written when they end; until then it is the trial's <c>iteration</c>.
/// </para>
/// </remarks>
internal static class StoreSchema
{
    public const int FormatVersion = 1;

    /// <summary>"Clad": tells an experiment from any other SQLite file.</summary>
    public const int ApplicationId = 0x436C6164;

    public const string Tables = """
        CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE journal (
            sequence INTEGER PRIMARY KEY, time TEXT NOT NULL, kind TEXT NOT NULL, event TEXT NOT NULL,
            commands TEXT NOT NULL, checksum INTEGER NOT NULL) STRICT;

        CREATE TABLE trials (
            id INTEGER PRIMARY KEY, status TEXT NOT NULL, config TEXT NOT NULL, seed TEXT NOT NULL,
            segment INTEGER NOT NULL, iteration INTEGER NOT NULL, trial_time REAL, last_metric REAL, last_metrics TEXT,
            best_metric REAL, attempts INTEGER NOT NULL, failures INTEGER NOT NULL, lost_workers INTEGER NOT NULL,
            error_kind TEXT, error_message TEXT, error_details TEXT, end_reason TEXT) STRICT;

        CREATE TABLE segments (
            id INTEGER PRIMARY KEY, trial INTEGER NOT NULL, parent INTEGER, donor INTEGER, checkpoint TEXT,
            config TEXT NOT NULL, first_iteration INTEGER NOT NULL, last_iteration INTEGER) STRICT;
        CREATE INDEX segments_of_trial ON segments (trial);

        CREATE TABLE attempts (
            trial INTEGER NOT NULL, attempt INTEGER NOT NULL, segment INTEGER NOT NULL, checkpoint TEXT,
            start_iteration INTEGER NOT NULL, ordered TEXT NOT NULL, started TEXT, config_confirmed INTEGER, ended TEXT,
            outcome TEXT, error_kind TEXT, error_message TEXT, error_details TEXT, first_entry INTEGER NOT NULL,
            last_entry INTEGER, reports INTEGER,
            PRIMARY KEY (trial, attempt)) STRICT, WITHOUT ROWID;

        CREATE TABLE reports (
            journal_sequence INTEGER PRIMARY KEY, trial INTEGER NOT NULL, attempt INTEGER NOT NULL,
            sequence INTEGER NOT NULL, segment INTEGER NOT NULL, iteration INTEGER NOT NULL, trial_time REAL,
            time TEXT NOT NULL, metric REAL, metrics TEXT NOT NULL) STRICT;

        CREATE TABLE checkpoints (
            id TEXT PRIMARY KEY NOT NULL, trial INTEGER NOT NULL, attempt INTEGER NOT NULL, iteration INTEGER NOT NULL,
            segment INTEGER NOT NULL, bytes INTEGER NOT NULL, saved TEXT NOT NULL, deleted TEXT, damage TEXT)
            STRICT, WITHOUT ROWID;

        CREATE TABLE exploits (
            segment INTEGER PRIMARY KEY, journal_sequence INTEGER NOT NULL, time TEXT NOT NULL, victim INTEGER NOT NULL,
            victim_metric REAL, victim_rank INTEGER NOT NULL, victim_iteration INTEGER NOT NULL, donor INTEGER NOT NULL,
            donor_metric REAL, donor_rank INTEGER NOT NULL, checkpoint TEXT NOT NULL, iteration INTEGER NOT NULL,
            confirmed INTEGER, record TEXT NOT NULL) STRICT;
        CREATE INDEX exploits_of_victim ON exploits (victim);

        CREATE TABLE best (
            only INTEGER PRIMARY KEY CHECK (only = 1), trial INTEGER NOT NULL, attempt INTEGER NOT NULL,
            segment INTEGER NOT NULL, iteration INTEGER NOT NULL, metric REAL NOT NULL, config TEXT NOT NULL,
            checkpoint TEXT) STRICT;

        CREATE TABLE warnings (
            id INTEGER PRIMARY KEY, journal_sequence INTEGER NOT NULL, time TEXT NOT NULL, code TEXT NOT NULL,
            message TEXT NOT NULL, trial INTEGER) STRICT;
        """;

    /// <summary>Creates the tables and writes what the experiment is, in one transaction.</summary>
    public static void Create(SqliteDatabase database, ExperimentInfo info)
    {
        database.Execute("BEGIN IMMEDIATE");
        database.Execute(string.Create(
            CultureInfo.InvariantCulture,
            $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {FormatVersion}; {Tables}"));
        using var insert = database.Prepare("INSERT INTO meta (key, value) VALUES (?, ?)");
        foreach (var (key, value) in Meta(info)) insert.Add(key).Add(value).Run();
        database.Execute("COMMIT");
    }

    /// <summary>Throws unless the file is an experiment that this Clade can read.</summary>
    /// <exception cref="StoreException">It is something else, or of a newer Clade.</exception>
    public static void Require(SqliteDatabase database)
    {
        if (database.Int64("PRAGMA application_id") != ApplicationId)
        {
            throw new StoreException(database.Path,
                $"'{database.Path}' is no experiment of Clade, or its creation was cut off: the file lacks Clade's " +
                "mark. Check the path; if the experiment never began, remove the folder and start it anew.");
        }

        var version = database.Int64("PRAGMA user_version");
        if (version == FormatVersion) return;

        var writer = database.Text("SELECT value FROM meta WHERE key = 'clade_version'") ?? "of unknown version";
        var who = version > FormatVersion ? $"a newer Clade ({writer})" : $"an unreleased Clade ({writer})";
        throw new StoreException(database.Path, string.Create(
            CultureInfo.InvariantCulture,
            $"'{database.Path}' was written by {who}: its format is {version}, and this Clade ") + string.Create(
            CultureInfo.InvariantCulture,
            $"{ExperimentInfo.CurrentVersion} knows format {FormatVersion}. ") +
            "Update Clade, or open the experiment with the version that wrote it.");
    }

    /// <summary>Reads back what <see cref="Create"/> wrote.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="meta">What the table of that name holds.</param>
    /// <exception cref="StoreException">Something is missing or unreadable.</exception>
    public static ExperimentInfo ReadInfo(string path, IReadOnlyDictionary<string, string> meta)
    {
        try
        {
            return new ExperimentInfo
            {
                Name = meta["name"],
                Objective = ObjectiveOf(meta["objective_metric"], meta),
                Space = JsonSerializer.Deserialize(meta["space"], StoreJsonContext.Default.ImmutableArrayString),
                Seed = ulong.Parse(meta["seed"], CultureInfo.InvariantCulture),
                Scheduler = meta["scheduler"],
                Sampler = meta["sampler"],
                Stop = meta["stop"],
                Created = StoreTime.Read(meta["created"]),
                CladeVersion = meta["clade_version"],
                Host = JsonSerializer.Deserialize(
                    meta["host"], StoreJsonContext.Default.ImmutableSortedDictionaryStringString)!,
            };
        }
        catch (Exception e) when (
            e is KeyNotFoundException or FormatException or JsonException or OverflowException or ArgumentException)
        {
            throw StoreFailure.Damaged(path, $"what the experiment is can't be read ({e.Message})", e);
        }
    }

    private static Objective ObjectiveOf(string metric, IReadOnlyDictionary<string, string> meta)
    {
        if (meta.TryGetValue("objective_formula", out var formula))
        {
            return JsonSerializer.Deserialize(formula, StoreJsonContext.Default.StoredFormula)!.ToObjective();
        }

        return meta["objective_direction"] == "maximize" ? Objective.Maximize(metric) : Objective.Minimize(metric);
    }

    private static Dictionary<string, string> Meta(ExperimentInfo info)
    {
        var meta = PlainMeta(info);
        if (StoredFormula.Of(info.Objective) is { } formula)
        {
            meta["objective_formula"] = JsonSerializer.Serialize(formula, StoreJsonContext.Default.StoredFormula);
        }

        return meta;
    }

    private static Dictionary<string, string> PlainMeta(ExperimentInfo info) => new()
    {
        ["format_version"] = FormatVersion.ToString(CultureInfo.InvariantCulture),
        ["name"] = info.Name,
        ["objective_metric"] = info.Objective.Metric,
        ["objective_direction"] = info.Objective.Maximizes ? "maximize" : "minimize",
        ["space"] = JsonSerializer.Serialize(info.Space, StoreJsonContext.Default.ImmutableArrayString),
        ["seed"] = info.Seed.ToString(CultureInfo.InvariantCulture),
        ["scheduler"] = info.Scheduler,
        ["sampler"] = info.Sampler,
        ["stop"] = info.Stop,
        ["created"] = StoreTime.Write(info.Created),
        ["clade_version"] = info.CladeVersion,
        ["host"] = JsonSerializer.Serialize(
            info.Host, StoreJsonContext.Default.ImmutableSortedDictionaryStringString),
        ["status"] = StoreText.Of(ExperimentStatus.Running),
        ["end_reason"] = "",
        ["closed_cleanly"] = "0",
    };
}
