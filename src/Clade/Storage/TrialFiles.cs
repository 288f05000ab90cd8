using System.Collections.Immutable;

namespace Clade.Storage;

/// <summary>
/// Keeps <c>progress.csv</c> and <c>result.jsonl</c> of each trial: derived from the store, for people.
/// </summary>
/// <remarks>
/// Rows are added after their batch is committed and appended to the files about once a second, so that a file is never
/// ahead of the store unless power fails. Opening an experiment adds what they lack, and writes those anew that are
/// missing or shorter than they were. A failure here is kept in <see cref="Problem"/> and stops nothing. Thread-safe.
/// </remarks>
internal sealed class TrialFiles(ExperimentFolder folder)
{
    /// <summary>
    /// Rows in memory before they are written at once: a fast experiment must not wait for the second.
    /// </summary>
    public const long PendingBytesMax = 4 << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<TrialId, TrialFile> _files = [];
    private readonly HashSet<TrialId> _pending = [];
    private readonly HashSet<TrialId> _moved = [];
    private long _pendingBytes;
    private long? _firstPending;

    /// <summary>Why the files are not up to date; none while they are.</summary>
    public StoreException? Problem { get; private set; }

    /// <summary>Adds a report that is committed.</summary>
    public void Add(Report report, Configuration config)
    {
        lock (_lock)
        {
            if (Problem is null) Add_NeedsLock(report, config);
        }
    }

    /// <summary>Brings the files up to date.</summary>
    public void Flush()
    {
        lock (_lock) Flush_NeedsLock();
    }

    /// <summary>Adds what the files lack, after an opening.</summary>
    public void CatchUp(StoreReader reader)
    {
        lock (_lock)
        {
            Try(() =>
            {
                var configs = reader.ReadConfigurations();
                var positions = reader.ReadFilePositions();
                var trials = reader.ReadReportingTrials();
                foreach (var trial in trials)
                {
                    var position = positions.GetValueOrDefault(trial);
                    if (position is not null && TryCut(folder.ProgressPath(trial), position.CsvBytes)
                        && TryCut(folder.ResultPath(trial), position.JsonBytes))
                    {
                        _files[trial] = new TrialFile(position);
                    }
                    else
                    {
                        Rebuild_NeedsLock(reader, trial, configs);
                    }
                }

                foreach (var report in reader.ReadReports(after: reader.ReadFilesUntil()))
                {
                    Add_NeedsLock(report, configs[report.Segment]);
                }

                Flush_NeedsLock();
                RemoveOthers(trials.Select(folder.TrialPath).ToHashSet(StringComparer.Ordinal));
            });
        }
    }

    /// <summary>How far the files are, if they were written to since the last call; none if not.</summary>
    /// <param name="sequence">Reports up to this entry of the journal were added.</param>
    public TrialFilesPosition? TakePosition(long sequence)
    {
        lock (_lock)
        {
            // A file whose header lacks a column is written anew with the next flush: until then it is nowhere.
            if (Problem is not null || _moved.Count == 0) return null;
            if (_pending.Any(trial => _files[trial].NeedsRebuild)) return null;

            var position = new TrialFilesPosition(
                _firstPending is { } first ? first - 1 : sequence,
                [.. _moved.Select(trial => _files[trial].PositionOf(trial))]);
            _moved.Clear();
            return position;
        }
    }

    private void Add_NeedsLock(Report report, Configuration config)
    {
        if (!_files.TryGetValue(report.Trial, out var file)) _files[report.Trial] = file = new TrialFile();
        var before = file.PendingBytes;
        file.Add(report, config);
        _pendingBytes += file.PendingBytes - before;
        _pending.Add(report.Trial);
        _firstPending ??= report.Order;
        if (_pendingBytes > PendingBytesMax) Flush_NeedsLock();
    }

    private void Flush_NeedsLock()
    {
        if (Problem is not null || _pending.Count == 0) return;
        Try(() =>
        {
            foreach (var trial in _pending) Append_NeedsLock(trial, _files[trial]);
            RebuildExtended_NeedsLock();
        });
        _pending.Clear();
        _pendingBytes = 0;
        _firstPending = null;
    }

    private void Append_NeedsLock(TrialId trial, TrialFile file)
    {
        if (file.NeedsRebuild) return;
        folder.CreateTrialFolder(trial);
        var (csv, json) = file.Take();
        Append(folder.ProgressPath(trial), csv);
        Append(folder.ResultPath(trial), json);
        _moved.Add(trial);
    }

    private void RebuildExtended_NeedsLock()
    {
        if (!_pending.Any(trial => _files[trial].NeedsRebuild)) return;
        using var reader = StoreReader.Open(folder);
        var configs = reader.ReadConfigurations();
        foreach (var trial in _pending.Where(trial => _files[trial].NeedsRebuild).ToArray())
        {
            Rebuild_NeedsLock(reader, trial, configs);
        }
    }

    // Reads the reports twice, once for the header, rather than holding all rows of a trial in memory.
    private void Rebuild_NeedsLock(StoreReader reader, TrialId trial, Dictionary<int, Configuration> configs)
    {
        var file = new TrialFile();
        var last = 0L;
        foreach (var report in reader.ReadReports(trial))
        {
            file.AddColumns(report, configs[report.Segment]);
            last = report.Order;
        }

        folder.CreateTrialFolder(trial);
        var (progress, result) = ($"{folder.ProgressPath(trial)}.partial", $"{folder.ResultPath(trial)}.partial");
        using (var csvFile = new FileStream(progress, FileMode.Create, FileAccess.Write))
        using (var jsonFile = new FileStream(result, FileMode.Create, FileAccess.Write))
        {
            foreach (var report in reader.ReadReports(trial, upTo: last))
            {
                file.Add(report, configs[report.Segment]);
                var (csv, json) = file.Take();
                csvFile.Write(csv);
                jsonFile.Write(json);
            }
        }

        File.Move(progress, folder.ProgressPath(trial), overwrite: true);
        File.Move(result, folder.ResultPath(trial), overwrite: true);
        _files[trial] = file;
        _moved.Add(trial);
    }

    // After a power cut a file may have what the store has lost.
    private void RemoveOthers(HashSet<string> known)
    {
        if (!Directory.Exists(folder.TrialsPath)) return;
        foreach (var path in Directory.EnumerateDirectories(folder.TrialsPath, "trial-*"))
        {
            if (known.Contains(path)) continue;
            File.Delete(Path.Combine(path, "progress.csv"));
            File.Delete(Path.Combine(path, "result.jsonl"));
        }
    }

    // Rows beyond the length are in the store too, and are written again. A row ends where the length says, unless
    // power failed before the system had written what it promised.
    private static bool TryCut(string path, long length)
    {
        if (new FileInfo(path) is not { Exists: true } info || info.Length < length || length == 0) return false;

        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        file.Position = length - 1;
        if (file.ReadByte() != '\n') return false;

        if (file.Length > length) file.SetLength(length);
        return true;
    }

    private static void Append(string path, byte[] bytes)
    {
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        file.Write(bytes);
    }

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (StoreException e)
        {
            Problem = e;
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            Problem = StoreFailure.FromSystem(folder.TrialsPath, "write", e);
        }
    }
}
