using Clade.Storage;

namespace Clade.Cli.Export;

/// <summary>Writes an experiment's tables as Parquet, with the columns of the CSV files.</summary>
internal static class ParquetExport
{
    /// <exception cref="IOException">The files can't be written.</exception>
    public static async Task WriteAsync(TuneResult result, string folder, CancellationToken cancellationToken)
    {
        var kinds = KindsOf(result.Snapshot.Segments);
        await Trials(kinds).WriteAsync(PathOf("trials"), result.Trials, cancellationToken).ConfigureAwait(false);
        await Reports(result, kinds).WriteAsync(PathOf("reports"), result.Reports(), cancellationToken)
            .ConfigureAwait(false);
        await Segments(kinds).WriteAsync(PathOf("segments"), result.Snapshot.Segments, cancellationToken)
            .ConfigureAwait(false);
        await Exploits(kinds).WriteAsync(PathOf("exploits"), result.Exploits, cancellationToken).ConfigureAwait(false);

        string PathOf(string table) => ExportFormat.Parquet.FileIn(folder, table);
    }

    private static ParquetTable<TrialResult> Trials(IReadOnlyDictionary<string, HyperparameterKind> kinds) =>
        new ParquetTable<TrialResult>()
            .Add("trial", static trial => trial.Id.Value)
            .AddText("status", static trial => StoreText.Of(trial.Status))
            .Add("segment", static trial => trial.Segment)
            .Add("iteration", static trial => trial.Iteration)
            .Add("trial_time", static trial => trial.TrialTime)
            .AddOptional("last_metric", static trial => trial.LastMetric)
            .AddOptional("best_metric", static trial => trial.BestMetric)
            .Add("attempts", static trial => trial.Attempts)
            .Add("failures", static trial => trial.Failures)
            .Add("lost_workers", static trial => trial.LostWorkers)
            .Add("exploits", static trial => trial.Exploits)
            .AddText("error_kind", static trial => trial.Error?.Kind)
            .AddText("error_message", static trial => trial.Error?.Message)
            .AddText("end_reason", static trial => trial.EndReason)
            .AddConfig(kinds, static trial => trial.Config);

    private static ParquetTable<Report> Reports(
        TuneResult result, IReadOnlyDictionary<string, HyperparameterKind> kinds)
    {
        var configs = result.Snapshot.Segments.ToDictionary(static s => s.Id, static s => s.Config);
        var table = new ParquetTable<Report>()
            .Add("trial", static report => report.Trial.Value)
            .Add("attempt", static report => report.Attempt)
            .Add("sequence", static report => report.Sequence)
            .Add("segment", static report => report.Segment)
            .Add("iteration", static report => report.Iteration)
            .AddOptional("trial_time", static report => report.TrialTime)
            .AddTime("time", static report => report.Time);

        // The reports are read twice, because the schema needs the names of all metrics.
        var metrics = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var report in result.Reports()) metrics.AddRange(report.Metrics.Keys.Where(known.Add));
        foreach (var name in metrics)
        {
            table.AddOptional(name, report => report.Metrics.TryGetValue(name, out var value) ? value : (double?)null);
        }

        return table.AddConfig(kinds, report => configs[report.Segment]);
    }

    private static ParquetTable<SegmentRow> Segments(IReadOnlyDictionary<string, HyperparameterKind> kinds) =>
        new ParquetTable<SegmentRow>()
            .Add("segment", static segment => segment.Id)
            .Add("trial", static segment => segment.Trial.Value)
            .AddOptional("parent", static segment => segment.Parent)
            .AddOptional("donor", static segment => segment.Donor?.Value)
            .AddText("checkpoint", static segment => segment.Checkpoint?.ToString())
            .Add("first_iteration", static segment => segment.FirstIteration)
            .AddOptional("last_iteration", static segment => segment.LastIteration)
            .AddConfig(kinds, static segment => segment.Config);

    private static ParquetTable<ExploitResult> Exploits(IReadOnlyDictionary<string, HyperparameterKind> kinds) =>
        new ParquetTable<ExploitResult>()
            .Add("segment", static exploit => exploit.Segment)
            .AddTime("time", static exploit => exploit.Record.Time)
            .Add("victim", static exploit => exploit.Record.Victim.Value)
            .Add("victim_metric", static exploit => exploit.Record.VictimScore)
            .Add("victim_rank", static exploit => exploit.Record.VictimRank)
            .Add("victim_iteration", static exploit => exploit.Record.VictimIteration)
            .Add("donor", static exploit => exploit.Record.Donor.Value)
            .Add("donor_metric", static exploit => exploit.Record.DonorScore)
            .Add("donor_rank", static exploit => exploit.Record.DonorRank)
            .AddText("checkpoint", static exploit => exploit.Record.Checkpoint.ToString())
            .Add("iteration", static exploit => exploit.Record.Iteration)
            .Add("population_size", static exploit => exploit.Record.PopulationSize)
            .AddOptional("confirmed", static exploit => exploit.Confirmed)
            .AddText("changes", static exploit => string.Join("; ", exploit.Record.Changes.Select(static change =>
                $"{change.Name}: {change.Old} -> {change.New} ({change.Operation})")))
            .AddConfig(kinds, static exploit => exploit.Record.Config);

    // An integer here and a float there are floats; anything else of two kinds is text.
    private static Dictionary<string, HyperparameterKind> KindsOf(IEnumerable<SegmentRow> segments)
    {
        var kinds = new Dictionary<string, HyperparameterKind>(StringComparer.Ordinal);
        foreach (var (name, value) in segments.SelectMany(static segment => segment.Config))
        {
            if (!kinds.TryGetValue(name, out var known)) kinds[name] = value.Kind;
            else if (known != value.Kind) kinds[name] = Common(known, value);
        }

        return kinds;
    }

    private static HyperparameterKind Common(HyperparameterKind known, HyperparameterValue value) =>
        known is HyperparameterKind.Float or HyperparameterKind.Integer && value.IsNumber
            ? HyperparameterKind.Float
            : HyperparameterKind.Text;
}
