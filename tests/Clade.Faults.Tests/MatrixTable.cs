using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clade.Faults;

/// <summary>One cell of the table.</summary>
internal sealed record MatrixCell(string Row, FaultScheduler Scheduler, int Runs, int Good, double SecondsPerRun);

/// <summary>The table, for programs.</summary>
internal sealed record MatrixSummary(
    IReadOnlyList<MatrixCell> Cells, int Runs, int Good, int Lost, int Orphans, int Hangs,
    IReadOnlyList<string> Failures);

/// <summary>Rows are faults, columns are schedulers.</summary>
internal sealed class MatrixTable
{
    private readonly MatrixSummary _summary;
    private readonly string? _obstacle;

    public MatrixTable(MatrixOptions options, IReadOnlyCollection<RunReport> reports)
    {
        _obstacle = options.Rows.Any(static row => row.Mounts) ? Mounts.Obstacle : null;
        var cells =
            from row in options.Rows
            from scheduler in Enum.GetValues<FaultScheduler>()
            let runs = reports.Where(r => r.Row == row && r.Plan.Scheduler == scheduler).ToArray()
            select new MatrixCell(
                row.Name, scheduler, runs.Length, runs.Count(static r => r.IsGood),
                runs.Select(static r => r.Took.TotalSeconds).DefaultIfEmpty().Average());
        _summary = new MatrixSummary(
            [.. cells], reports.Count, reports.Count(static r => r.IsGood), reports.Sum(static r => r.Lost),
            reports.Sum(static r => r.Orphans), reports.Sum(static r => r.Hangs),
            [.. reports.Where(static r => !r.IsGood).Select(static r => r.ToString())]);
    }

    public string ToJson() => JsonSerializer.Serialize(_summary, MatrixJson.Default.MatrixSummary);

    public string ToMarkdown()
    {
        var text = new StringBuilder("| fault | asynchronous PBT | synchronous PBT | random search | s per run |\n");
        text.Append("|---|---|---|---|---|\n");
        foreach (var row in _summary.Cells.GroupBy(static cell => cell.Row))
        {
            var seconds = row.Where(static cell => cell.Runs > 0).Select(static cell => cell.SecondsPerRun);
            text.Append(CultureInfo.InvariantCulture, $"| {row.Key} | {string.Join(" | ", row.Select(Show))} | ")
                .Append(CultureInfo.InvariantCulture, $"{seconds.DefaultIfEmpty().Average():0.0} |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\n{_summary.Good} of {_summary.Runs} runs are good. ")
            .Append(CultureInfo.InvariantCulture, $"Lost acknowledged reports: {_summary.Lost}. ")
            .Append(CultureInfo.InvariantCulture, $"Orphans: {_summary.Orphans}. Hangs: {_summary.Hangs}.\n");
        if (_obstacle is not null) text.Append("Rows without runs need to mount: ").Append(_obstacle).Append('\n');
        return text.ToString();
    }

    private static string Show(MatrixCell cell) =>
        cell.Runs == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{cell.Good}/{cell.Runs}");
}

[JsonSerializable(typeof(MatrixSummary))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true, WriteIndented = true)]
internal sealed partial class MatrixJson : JsonSerializerContext;
