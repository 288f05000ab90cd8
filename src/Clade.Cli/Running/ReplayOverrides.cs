using System.Text;
using System.Text.Json;
using Clade.Cli.Output;
using Clade.Cli.TuneFiles;
using Clade.Display;

namespace Clade.Cli.Running;

/// <summary>Makes of an experiment's <c>tune.yaml</c> one that trains a single trial along what it found.</summary>
internal static class ReplayOverrides
{
    private const string Option = "the schedule found";

    /// <summary>What led to the best, one trial, as many iterations, a name of its own.</summary>
    public static IEnumerable<Override> Of(TuneResult result, BestResult best, string? name)
    {
        // A change of the configuration needs a program that saves and restores; one configuration needs nothing.
        var isConstant = best.Schedule.Steps.Length == 1;
        return
        [
            Override.OfText(name is null ? Option : $"--name {name}", "name", name ?? $"{result.Name}-replay"),
            Override.Of(Option, ["trials"], "1"),
            Override.Of(Option, ["stop"], ProgressText.Invariant($"{{at_iteration: {best.Iteration}}}")),
            Override.Of(Option, ["sampler"], isConstant ? StartingWith(best.Config) : "random"),
            Override.Of(Option, ["scheduler"], isConstant ? "first_in_first_out" : Along(best.Schedule)),
        ];
    }

    private static string Along(TrainingSchedule schedule) => Nested("pbt_replay", json =>
    {
        json.WritePropertyName("schedule");
        ExperimentJson.WriteSchedule(json, schedule);
    });

    private static string StartingWith(Configuration config) => Nested("random", json =>
    {
        json.WriteStartArray("starting_configurations");
        json.WriteStartObject();
        json.WriteConfigFields(config);
        json.WriteEndObject();
        json.WriteEndArray();
    });

    // Every JSON text is YAML.
    private static string Nested(string kind, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonOutput.Readable))
        {
            json.WriteStartObject();
            json.WriteStartObject(kind);
            write(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
