using System.Globalization;
using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>A hyperparameter's value: a float, an integer, a boolean or a text, as it is written.</summary>
internal sealed class ValueShape : Shape
{
    public override string Wanted => "a value";

    public override string Example => "adam";

    public override object? Read(YamlNode node, string path, Reading reading)
    {
        if (node is not YamlScalar { IsEmpty: false } scalar) return Mismatch(node, path, reading);
        if (scalar.IsQuoted) return HyperparameterValue.FromString(scalar.Text);

        var text = scalar.Text;
        if (text is "true" or "false") return HyperparameterValue.FromBoolean(text == "true");
        if (Doubt(scalar) is { } doubt) return reading.Refuse(node, path, $"{node.Kind}: {doubt}");
        if (ScalarTraps.Integer.IsMatch(text))
        {
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
                ? HyperparameterValue.FromInt64(integer)
                : Mismatch(node, path, reading, "no integer of 64 bits is so large. Write a smaller one.");
        }

        if (!ScalarTraps.Number.IsMatch(text)) return HyperparameterValue.FromString(text);

        var number = double.Parse(text, CultureInfo.InvariantCulture);
        return double.IsFinite(number)
            ? HyperparameterValue.FromDouble(number)
            : Mismatch(node, path, reading, "it is larger than any number of 64 bits. Write a smaller one.");
    }

    public override JsonNode Schema(SchemaBuilder schema) =>
        new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") };

    // The training program would get something else than what was meant.
    private static string? Doubt(YamlScalar scalar) => scalar.Text switch
    {
        var text when ScalarTraps.IsOldBoolean(text) =>
            $"some readers of YAML take it for a boolean. Write true or false, or \"{text}\" for the text.",
        var text when ScalarTraps.IsCapitalBoolean(text) =>
            $"write {text.ToLowerInvariant()}, or \"{text}\" for the text.",
        var text when ScalarTraps.IsNull(text) => $"there is no such value. Write \"{text}\" for the text.",
        ".inf" or "-.inf" or ".nan" or ".NaN" or ".Inf" or "-.Inf" => "a hyperparameter is a finite number.",
        _ => ScalarTraps.RemedyForNumber(scalar),
    };
}
