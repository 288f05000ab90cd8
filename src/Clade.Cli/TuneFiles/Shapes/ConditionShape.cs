using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>When a hyperparameter exists: <c>{optimizer: adam}</c>, <c>{optimizer: [adam, rmsprop]}</c>.</summary>
internal sealed class ConditionShape : Shape
{
    private static readonly ValueShape Value = new();

    public override string Wanted => "a condition";

    public override string Example => "{optimizer: adam}";

    public override object? Read(YamlNode node, string path, Reading reading)
    {
        if (node is not YamlMapping { Entries.IsEmpty: false } mapping) return Mismatch(node, path, reading);

        var conditions = new List<(string, HyperparameterValue[])>();
        foreach (var (key, value) in mapping.Entries)
        {
            var at = $"{path}.{key.Text}";
            var values = value is YamlList list
                ? list.Items.Select((item, i) => Value.Read(item, $"{at}[{i}]", reading)).ToList()
                : [Value.Read(value, at, reading)];
            if (!values.Contains(null)) conditions.Add((key.Text, [.. values.Cast<HyperparameterValue>()]));
        }

        return conditions;
    }

    public override JsonNode Schema(SchemaBuilder schema) => new JsonObject
    {
        ["type"] = "object",
        ["minProperties"] = 1,
        ["additionalProperties"] = new JsonObject
        {
            ["anyOf"] = new JsonArray(
                Value.Schema(schema), new JsonObject { ["type"] = "array", ["items"] = Value.Schema(schema) }),
        },
    };
}
