using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>A text, quoted or not.</summary>
internal class TextShape : Shape
{
    public override string Wanted => "a text";

    public override string Example => "val_accuracy";

    public override object? Read(YamlNode node, string path, Reading reading) =>
        node is YamlScalar { IsEmpty: false } text ? text.Text : Mismatch(node, path, reading);

    // A number is a text where a text is wanted.
    public override JsonNode Schema(SchemaBuilder schema) =>
        new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") };

    public override string? Text(object? value) => value as string;
}
