using System.Globalization;
using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>A float.</summary>
internal sealed class NumberShape : Shape
{
    public override string Wanted => "a number";

    public override string Example => "0.25";

    public override object? Read(YamlNode node, string path, Reading reading)
    {
        if (node is not YamlScalar scalar) return Mismatch(node, path, reading);
        if (!scalar.IsQuoted && scalar.Text is ".inf" or "+.inf" or ".Inf" or ".INF") return double.PositiveInfinity;

        // Before the traps: 010 is a number to a careless parser.
        if (ScalarTraps.RemedyForNumber(scalar) is { } remedy) return Mismatch(node, path, reading, remedy);
        if (scalar.IsQuoted || !ScalarTraps.Number.IsMatch(scalar.Text)) return Mismatch(node, path, reading);

        var value = double.Parse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(value)
            ? value
            : Mismatch(node, path, reading, "it is larger than any number of 64 bits. Write a smaller one.");
    }

    public override JsonNode Schema(SchemaBuilder schema) => new JsonObject { ["type"] = "number" };

    public override string? Text(object? value) => value switch
    {
        double.PositiveInfinity => ".inf",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => null,
    };
}
