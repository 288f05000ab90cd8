using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>Two numbers: <c>[low, high]</c>.</summary>
/// <param name="isInteger">Whether they are integers.</param>
/// <param name="first">What the first is.</param>
/// <param name="second">What the second is.</param>
internal sealed class RangeShape(bool isInteger, string first, string second) : Shape
{
    private readonly Shape _number = isInteger ? new IntegerShape(typeof(long)) : new NumberShape();

    public bool IsInteger => isInteger;

    public override string Wanted => $"a list of two {(isInteger ? "integers" : "numbers")}, [{first}, {second}]";

    public override string Example => isInteger ? "[32, 512]" : first == "low" ? "[0.1, 0.9]" : "[0, 1]";

    public override object? Read(YamlNode node, string path, Reading reading)
    {
        if (node is not YamlList list) return Mismatch(node, path, reading);
        if (list.Items.Length != 2)
        {
            return reading.Refuse(
                node, path, $"a list of {list.Items.Length} is not [{first}, {second}]. Write {Example}, say" +
                (list.Items.Length == 3 ? "; a step is written beside it: quantum: 0.1." : "."));
        }

        var values = list.Items.Select((item, i) => _number.Read(item, $"{path}[{i}]", reading)).ToList();
        if (values.Contains(null)) return null;
        return isInteger ? values.Cast<long>().ToArray() : values.Cast<double>().ToArray();
    }

    public override JsonNode Schema(SchemaBuilder schema) => new JsonObject
    {
        ["type"] = "array",
        ["items"] = _number.Schema(schema),
        ["minItems"] = 2,
        ["maxItems"] = 2,
    };
}
