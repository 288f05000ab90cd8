using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>Collects the named parts of a JSON Schema, which may refer to each other.</summary>
internal sealed class SchemaBuilder
{
    private readonly SortedDictionary<string, JsonNode?> _definitions = new(StringComparer.Ordinal);

    /// <summary>A reference to a part, which is described at its first use.</summary>
    public JsonObject Refer(string name, Func<JsonNode> describe)
    {
        if (!_definitions.ContainsKey(name))
        {
            // Before it is described: a sampler may be within a sampler.
            _definitions[name] = null;
            _definitions[name] = describe();
        }

        return new JsonObject { ["$ref"] = $"#/definitions/{name}" };
    }

    public JsonObject Definitions() =>
        new(_definitions.Select(static item => KeyValuePair.Create(item.Key, item.Value?.DeepClone())));
}
