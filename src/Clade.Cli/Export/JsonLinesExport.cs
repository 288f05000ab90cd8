using System.Text.Encodings.Web;
using System.Text.Json;
using Clade.Cli.Output;
using Clade.Storage;

namespace Clade.Cli.Export;

/// <summary>Writes an experiment's tables as JSON Lines.</summary>
internal static class JsonLinesExport
{
    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="IOException">The files can't be written.</exception>
    public static void Write(TuneResult result, string folder)
    {
        var segments = result.Snapshot.Segments;
        var configs = segments.ToDictionary(static segment => segment.Id, static segment => segment.Config);
        WriteFile(folder, "trials", result.Trials, ExperimentJson.WriteTrial);
        WriteFile(folder, "reports", result.Reports(), (json, report) =>
            WriteReport(json, report, configs[report.Segment]));
        WriteFile(folder, "segments", segments, WriteSegment);
        WriteFile(folder, "exploits", result.Exploits, ExperimentJson.WriteExploit);
    }

    private static void WriteFile<T>(
        string folder, string table, IEnumerable<T> rows, Action<Utf8JsonWriter, T> write)
    {
        using var file = File.Create(ExportFormat.Json.FileIn(folder, table));
        using var json = new Utf8JsonWriter(file, OneLine);
        foreach (var row in rows)
        {
            write(json, row);
            json.Flush();
            file.WriteByte((byte)'\n');
            json.Reset();
        }
    }

    private static void WriteReport(Utf8JsonWriter json, Report report, Configuration config)
    {
        json.WriteStartObject();
        json.WriteNumber("trial", report.Trial.Value);
        json.WriteNumber("attempt", report.Attempt);
        json.WriteNumber("sequence", report.Sequence);
        json.WriteNumber("segment", report.Segment);
        json.WriteNumber("iteration", report.Iteration);
        json.WriteMetric("trial_time", report.TrialTime);
        json.WriteTime("time", report.Time);
        json.WriteMetrics("metrics", report.Metrics);
        json.WriteConfig("config", config);
        json.WriteEndObject();
    }

    private static void WriteSegment(Utf8JsonWriter json, SegmentRow segment)
    {
        json.WriteStartObject();
        json.WriteNumber("segment", segment.Id);
        json.WriteNumber("trial", segment.Trial.Value);
        json.WriteNumberOrNull("parent", segment.Parent);
        json.WriteNumberOrNull("donor", segment.Donor?.Value);
        json.WriteString("checkpoint", segment.Checkpoint?.ToString());
        json.WriteNumber("first_iteration", segment.FirstIteration);
        json.WriteNumberOrNull("last_iteration", segment.LastIteration);
        json.WriteConfig("config", segment.Config);
        json.WriteEndObject();
    }
}
