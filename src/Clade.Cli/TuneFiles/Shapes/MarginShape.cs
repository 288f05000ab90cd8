using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>How much better a donor must be: <c>0.01</c>, or <c>{standard_errors: 2, metric: val_se}</c>.</summary>
internal sealed class MarginShape : Shape
{
    private static readonly NumberShape Number = new();
    private static readonly Key[] Keys =
    [
        new("standard_errors", Number)
        {
            IsRequired = true, Summary = "How many standard errors of the difference of both scores.",
            Value = "At least 0; 2 is usual.",
        },
        new("metric", new TextShape())
        {
            IsRequired = true, Summary = "The metric that carries the score's standard error.",
        },
    ];

    public override string Wanted => "a margin";

    public override string Example => "0.01 or {standard_errors: 2, metric: val_accuracy_se}";

    public override object? Read(YamlNode node, string path, Reading reading)
    {
        try
        {
            return node switch
            {
                YamlScalar when Number.Read(node, path, reading) is double amount => Margin.Of(amount),
                YamlMapping mapping => Read(mapping, path, reading),
                YamlScalar => null,
                _ => Mismatch(node, path, reading),
            };
        }
        catch (ArgumentException refusal)
        {
            return reading.Refuse(node, path, refusal);
        }
    }

    public override JsonNode Schema(SchemaBuilder schema) => new JsonObject
    {
        ["anyOf"] = new JsonArray(Number.Schema(schema), RecordShape.SchemaOf(Keys, schema)),
    };

    private static Margin? Read(YamlMapping mapping, string path, Reading reading)
    {
        var values = KeyedValues.Read(mapping, path, reading, Keys);
        return values is null
            ? null
            : Margin.OfStandardErrors((double)values["standard_errors"], (string)values["metric"]);
    }
}
