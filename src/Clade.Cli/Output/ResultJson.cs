using System.Text.Json;

namespace Clade.Cli.Output;

/// <summary><c>clade run --json</c>: what came of an experiment, in the words of <c>clade show --json</c>.</summary>
internal static class ResultJson
{
    public static void Write(Utf8JsonWriter json, TuneResult result)
    {
        json.WriteStartObject();
        ExperimentJson.WriteHead(json, result);
        ExperimentJson.WriteSetUp(json, result);
        json.WritePropertyName("best");
        ExperimentJson.WriteBest(json, result.BestOrDefault);
        json.WriteString("no_best_reason", result.NoBestReason);
        json.WriteEndObject();
    }
}
