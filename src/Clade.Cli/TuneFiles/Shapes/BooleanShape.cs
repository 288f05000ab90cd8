using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>True or false, in these words alone.</summary>
internal sealed class BooleanShape : Shape
{
    public override string Wanted => "a boolean";

    public override string Example => "true";

    public override object? Read(YamlNode node, string path, Reading reading) => node switch
    {
        YamlScalar { IsQuoted: false, Text: "true" } => true,
        YamlScalar { IsQuoted: false, Text: "false" } => false,
        YamlScalar { IsEmpty: false } => Mismatch(node, path, reading, "write true or false."),
        _ => Mismatch(node, path, reading),
    };

    public override JsonNode Schema(SchemaBuilder schema) => new JsonObject { ["type"] = "boolean" };

    public override string? Text(object? value) => value is true ? "true" : "false";
}
