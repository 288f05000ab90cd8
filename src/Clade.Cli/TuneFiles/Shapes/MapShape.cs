using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>Names of the user's with values of one shape.</summary>
/// <param name="value">The shape of the values.</param>
/// <param name="type">Their type.</param>
internal sealed class MapShape(Shape value, Type type) : Shape
{
    public override string Wanted => "a mapping of names to values";

    public override string Example => $"{{name: {value.Example}}}";

    public override Shape? Inner => value;

    public override object? Read(YamlNode node, string path, Reading reading)
    {
        if (node is not YamlMapping mapping) return Mismatch(node, path, reading);

        var items = mapping.Entries
            .Select(entry => (entry.Key.Text, Value: value.Read(entry.Value, $"{path}.{entry.Key.Text}", reading)))
            .ToList();
        return items.Exists(static item => item.Value is null)
            ? null
            : typeof(MapShape).GetMethod(nameof(ToImmutable), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(type).Invoke(null, [items]);
    }

    public override JsonNode Schema(SchemaBuilder schema) => new JsonObject
    {
        ["type"] = "object",
        ["additionalProperties"] = value.Schema(schema),
    };

    private static ImmutableSortedDictionary<string, T> ToImmutable<T>(List<(string Key, object? Value)> items) =>
        items.ToImmutableSortedDictionary(
            static item => item.Key, static item => (T)item.Value!, StringComparer.Ordinal);
}
