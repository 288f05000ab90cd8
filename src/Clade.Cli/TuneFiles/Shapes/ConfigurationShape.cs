using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>Hyperparameters with values; those of a nested space under its name, or with dots.</summary>
internal sealed class ConfigurationShape : Shape
{
    private static readonly ValueShape Value = new();

    public override string Wanted => "a configuration";

    public override string Example => "{lr: 0.01}";

    public override object? Read(YamlNode node, string path, Reading reading)
    {
        if (node is not YamlMapping mapping) return Mismatch(node, path, reading);

        var before = reading.Mistakes.Count;
        var items = new List<KeyValuePair<string, HyperparameterValue>>();
        Collect(mapping, "", path, reading, items);
        return reading.Mistakes.Count == before ? new Configuration(items) : null;
    }

    public override JsonNode Schema(SchemaBuilder schema) => new JsonObject { ["type"] = "object" };

    private static void Collect(
        YamlMapping mapping, string scope, string path, Reading reading,
        List<KeyValuePair<string, HyperparameterValue>> items)
    {
        foreach (var entry in mapping.Entries)
        {
            var (name, at) = (scope + entry.Key.Text, $"{path}.{entry.Key.Text}");
            if (entry.Value is YamlMapping nested)
            {
                Collect(nested, name + ".", at, reading, items);
            }
            else if (items.Exists(item => item.Key == name))
            {
                reading.Refuse(entry.Key, at, "it stands here twice, once with a dot. Remove one.");
            }
            else if (Value.Read(entry.Value, at, reading) is HyperparameterValue value)
            {
                items.Add(new(name, value));
            }
        }
    }
}
