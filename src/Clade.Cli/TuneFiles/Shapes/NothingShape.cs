using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>A key that says all by itself: <c>{boolean: {}}</c>.</summary>
internal sealed class NothingShape : Shape
{
    public override string Wanted => "nothing";

    public override string Example => "{}";

    public override object? Read(YamlNode node, string path, Reading reading) => node switch
    {
        YamlScalar { IsEmpty: true } or YamlMapping { Entries.IsEmpty: true } => this,
        _ => Mismatch(node, path, reading, "nothing stands behind this key. Write {}."),
    };

    public override JsonNode Schema(SchemaBuilder schema) => new JsonObject
    {
        ["type"] = new JsonArray("object", "null"),
        ["maxProperties"] = 0,
    };
}
