using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>One word of several.</summary>
/// <param name="type">An enumeration.</param>
internal sealed class EnumShape(Type type) : Shape
{
    private readonly string[] _names = [.. Enum.GetNames(type).Select(SnakeCase.Of)];

    public override string Wanted => $"one of {string.Join(", ", _names)}";

    public override string Example => _names[0];

    public override object? Read(YamlNode node, string path, Reading reading)
    {
        if (node is not YamlScalar { IsEmpty: false, Text: var text }) return Mismatch(node, path, reading);

        var index = Array.IndexOf(_names, text);
        return index >= 0
            ? Enum.Parse(type, Enum.GetNames(type)[index])
            : reading.Refuse(node, path, $"{node.Kind} is not {Wanted}.{Spelling.DidYouMean(text, _names)}");
    }

    public override JsonNode Schema(SchemaBuilder schema) => new JsonObject
    {
        ["enum"] = new JsonArray([.. _names.Select(static name => (JsonNode)name)]),
    };

    public override string? Text(object? value) => value is null ? null : SnakeCase.Of(value.ToString()!);
}
