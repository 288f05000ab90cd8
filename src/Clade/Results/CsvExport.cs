using Clade.Storage;

namespace Clade.Results;

/// <summary>Writes an experiment's tables as CSV files: hyperparameters and metrics get a column each.</summary>
internal sealed class CsvExport(StoreSnapshot snapshot, Func<IEnumerable<Report>> reports)
{
    private readonly string[] _hyperparameters =
        [.. snapshot.Segments.SelectMany(static segment => segment.Config.Keys).Distinct(StringComparer.Ordinal)];

    private readonly Dictionary<int, Configuration> _configs =
        snapshot.Segments.ToDictionary(static segment => segment.Id, static segment => segment.Config);

    /// <summary>Writes all tables into a folder.</summary>
    /// <exception cref="StoreException">They can't be written.</exception>
    public void Write(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            WriteFile(Path.Combine(folder, "trials.csv"), Trials());
            WriteFile(Path.Combine(folder, "reports.csv"), Reports());
            WriteFile(Path.Combine(folder, "segments.csv"), Segments());
            WriteFile(Path.Combine(folder, "exploits.csv"), Exploits());
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            throw StoreFailure.FromSystem(folder, "write", e);
        }
    }

    private static void WriteFile(string path, IEnumerable<string> lines)
    {
        using var file = new StreamWriter(path, append: false);
        foreach (var line in lines) file.Write(line);
    }

    private IEnumerable<string> Trials()
    {
        var csv = new CsvWriter();
        csv.AddAll([
            "trial", "status", "segment", "iteration", "trial_time", "last_metric", "best_metric", "attempts",
            "failures", "lost_workers", "exploits", "error_kind", "error_message", "end_reason"]);
        yield return AddConfigHeader(csv).EndLine().Take();
        foreach (var trial in snapshot.Trials)
        {
            csv.Add(trial.Id.Value).Add(StoreText.Of(trial.Status)).Add(trial.Segment).Add(trial.Iteration)
                .Add(trial.TrialTime).Add(trial.LastMetric).Add(trial.BestMetric).Add(trial.Attempts)
                .Add(trial.Failures).Add(trial.LostWorkers).Add(trial.Exploits).Add(trial.Error?.Kind)
                .Add(trial.Error?.Message).Add(trial.EndReason);
            yield return AddConfig(csv, trial.Config).EndLine().Take();
        }
    }

    // The reports are read twice, because the header needs the names of all metrics.
    private IEnumerable<string> Reports()
    {
        var metrics = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var report in reports()) metrics.AddRange(report.Metrics.Keys.Where(known.Add));

        var csv = new CsvWriter();
        csv.AddAll(["trial", "attempt", "sequence", "segment", "iteration", "trial_time", "time"]).AddAll(metrics);
        yield return AddConfigHeader(csv).EndLine().Take();
        foreach (var report in reports())
        {
            csv.Add(report.Trial.Value).Add(report.Attempt).Add(report.Sequence).Add(report.Segment)
                .Add(report.Iteration).Add(report.TrialTime).Add(report.Time);
            foreach (var name in metrics)
            {
                csv.Add(report.Metrics.TryGetValue(name, out var value) ? value : (double?)null);
            }

            yield return AddConfig(csv, _configs[report.Segment]).EndLine().Take();
        }
    }

    private IEnumerable<string> Segments()
    {
        var csv = new CsvWriter();
        csv.AddAll(["segment", "trial", "parent", "donor", "checkpoint", "first_iteration", "last_iteration"]);
        yield return AddConfigHeader(csv).EndLine().Take();
        foreach (var segment in snapshot.Segments)
        {
            csv.Add(segment.Id).Add(segment.Trial.Value).Add(segment.Parent).Add(segment.Donor?.Value)
                .Add(segment.Checkpoint?.ToString()).Add(segment.FirstIteration).Add(segment.LastIteration);
            yield return AddConfig(csv, segment.Config).EndLine().Take();
        }
    }

    private IEnumerable<string> Exploits()
    {
        var csv = new CsvWriter();
        csv.AddAll([
            "segment", "time", "victim", "victim_metric", "victim_rank", "victim_iteration", "donor", "donor_metric",
            "donor_rank", "checkpoint", "iteration", "population_size", "confirmed", "changes"]);
        yield return AddConfigHeader(csv).EndLine().Take();
        foreach (var (record, segment, confirmed) in snapshot.Exploits)
        {
            csv.Add(segment).Add(record.Time).Add(record.Victim.Value).Add(record.VictimScore).Add(record.VictimRank)
                .Add(record.VictimIteration).Add(record.Donor.Value).Add(record.DonorScore).Add(record.DonorRank)
                .Add(record.Checkpoint.ToString()).Add(record.Iteration).Add(record.PopulationSize).Add(confirmed)
                .Add(string.Join("; ", record.Changes.Select(static change =>
                    $"{change.Name}: {change.Old} -> {change.New} ({change.Operation})")));
            yield return AddConfig(csv, record.Config).EndLine().Take();
        }
    }

    private CsvWriter AddConfigHeader(CsvWriter csv) =>
        csv.AddAll(_hyperparameters.Select(static name => $"config.{name}"));

    private CsvWriter AddConfig(CsvWriter csv, Configuration config)
    {
        foreach (var name in _hyperparameters)
        {
            csv.Add(config.TryGetValue(name, out var value) ? value.ToString() : null);
        }

        return csv;
    }
}
