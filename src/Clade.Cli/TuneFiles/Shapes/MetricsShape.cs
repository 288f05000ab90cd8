using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>Metrics with numbers.</summary>
internal sealed class MetricsShape : Shape
{
    private static readonly MapShape Numbers = new(new NumberShape(), typeof(double));

    public override string Wanted => "a mapping of metrics to numbers";

    public override string Example => "{loss: 0.25}";

    public override object? Read(YamlNode node, string path, Reading reading)
    {
        if (Numbers.Read(node, path, reading) is not IEnumerable<KeyValuePair<string, double>> items) return null;

        try
        {
            return new Metrics(items);
        }
        catch (ArgumentException refusal)
        {
            return reading.Refuse(node, path, refusal);
        }
    }

    public override JsonNode Schema(SchemaBuilder schema) => Numbers.Schema(schema);
}
