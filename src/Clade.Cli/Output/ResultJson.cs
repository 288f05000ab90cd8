using System.Text.Json;
using System.Text.Json.Nodes;
using Clade.Cli.TuneFiles;

namespace Clade.Cli.Output;

/// <summary>What came of an experiment, as one JSON object on one line.</summary>
internal static class ResultJson
{
    public static string Of(TuneResult result)
    {
        var json = new JsonObject
        {
            ["name"] = result.Name,
            ["folder"] = result.Folder,
            ["status"] = SnakeCase.Of(result.Status.ToString()),
            ["reason"] = result.StatusReason,
            ["objective"] = new JsonObject
            {
                ["metric"] = result.Objective.Metric,
                ["direction"] = result.Objective.Maximizes ? "maximize" : "minimize",
            },
            ["seed"] = result.Seed,
            ["trials"] = Trials(result),
            ["reports"] = result.ReportCount,
            ["exploits"] = result.Exploits.Length,
            ["best"] = result.BestOrDefault is { } best ? Best(best) : null,
        };
        return json.ToJsonString(new JsonSerializerOptions
        {
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
    }

    private static JsonObject Trials(TuneResult result) => new(
        result.Trials.GroupBy(static trial => trial.Status).OrderBy(static group => group.Key)
            .Select(static group => KeyValuePair.Create(
                SnakeCase.Of(group.Key.ToString()), (JsonNode?)JsonValue.Create(group.Count()))));

    private static JsonObject Best(BestResult best) => new()
    {
        ["metric"] = Number(best.Metric),
        ["trial"] = best.Trial.Value,
        ["iteration"] = best.Iteration,
        ["config"] = JsonSerializer.SerializeToNode(best.Config),
        ["metrics"] = new JsonObject(best.Metrics.Select(static m => KeyValuePair.Create(m.Key, Number(m.Value)))),
        ["checkpoint"] = best.CheckpointFolder,
    };

    // JSON has no word for what is not finite.
    private static JsonNode? Number(double value) => double.IsFinite(value) ? value : null;
}
