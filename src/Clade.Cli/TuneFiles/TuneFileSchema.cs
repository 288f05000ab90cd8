using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>The JSON Schema of a <c>tune.yaml</c>, by which editors complete, explain and check.</summary>
internal static class TuneFileSchema
{
    /// <summary>The name of the file that <c>clade init</c> writes beside a <c>tune.yaml</c>.</summary>
    public const string FileName = "tune.schema.json";

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Text()
    {
        var builder = new SchemaBuilder();
        var file = TuneFileKeys.Shape.Schema(builder).AsObject();
        var schema = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "tune.yaml of Clade",
        };
        foreach (var (name, value) in file) schema[name] = value?.DeepClone();
        schema["definitions"] = builder.Definitions();
        return schema.ToJsonString(Readable) + "\n";
    }
}
