using System.Text.Json;

namespace Clade.Cli.Output;

/// <summary><c>clade show --json</c>: one object.</summary>
internal static class ShowJson
{
    /// <summary>Everything but the reports; or the parts asked for, of the best or of one trial.</summary>
    public static void Write(Utf8JsonWriter json, TuneResult result, ShownParts parts, TrialResult? trial)
    {
        json.WriteStartObject();
        if (trial is not null) ExperimentJson.WriteTrialFields(json, trial);
        else ExperimentJson.WriteHead(json, result);

        if (parts.IsOverview && trial is null) WriteOverview(json, result);
        WriteParts(
            json, result, parts.IsOverview ? new ShownParts(true, true, true, true) : parts, trial);
        json.WriteEndObject();
    }

    private static void WriteOverview(Utf8JsonWriter json, TuneResult result)
    {
        ExperimentJson.WriteSetUp(json, result);
        json.WritePropertyName("best");
        ExperimentJson.WriteBest(json, result.BestOrDefault);
        json.WriteString("no_best_reason", result.NoBestReason);
        WriteArray(json, "trial_list", Ranked.Of(result), ExperimentJson.WriteTrial);
        WriteArray(json, "warnings", result.Warnings, ExperimentJson.WriteWarning);
    }

    private static void WriteParts(Utf8JsonWriter json, TuneResult result, ShownParts parts, TrialResult? trial)
    {
        if (parts.Lineage)
        {
            json.WritePropertyName("lineage");
            ExperimentJson.WriteLineage(
                json, trial is null ? result.BestOrDefault?.Lineage ?? [] : result.Lineage(trial.Id));
        }

        if (parts.Schedule)
        {
            json.WritePropertyName("schedule");
            ExperimentJson.WriteSchedule(
                json, trial is null ? result.BestOrDefault?.Schedule : result.Schedule(trial.Id));
        }

        if (parts.Exploits)
        {
            WriteArray(json, "exploit_list", result.ExploitsOf(trial), ExperimentJson.WriteExploit);
        }

        if (parts.Errors) WriteArray(json, "errors", result.ErrorsOf(trial), ExperimentJson.WriteAttemptError);
    }

    private static void WriteArray<T>(
        Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items) write(json, item);
        json.WriteEndArray();
    }
}
