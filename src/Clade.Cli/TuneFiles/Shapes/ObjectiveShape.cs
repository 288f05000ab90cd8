using System.Reflection;
using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>
/// Which metric is optimised: <c>{maximize: val_accuracy}</c>, or several as one by <c>weighted_sum</c> or
/// <c>chebyshev</c>.
/// </summary>
internal sealed class ObjectiveShape : Shape
{
    private static readonly TextShape Metric = new();
    private static readonly NumberShape Number = new();

    public override string Wanted => "an objective";

    public override string Example => "{maximize: val_accuracy}";

    public static IReadOnlyList<Key> Forms { get; } =
    [
        Form(nameof(Objective.Maximize), Metric),
        Form(nameof(Objective.Minimize), Metric),
        Form(nameof(Objective.WeightedSum), new PartsShape(withIdeal: false)),
        Form(nameof(Objective.Chebyshev), new PartsShape(withIdeal: true)),
    ];

    public override object? Read(YamlNode node, string path, Reading reading)
    {
        if (node is not YamlMapping mapping) return Mismatch(node, path, reading);

        Key[] keys = [.. Forms, new Key("augmentation", Number)];
        var values = KeyedValues.Read(mapping, path, reading, keys);
        if (values is null) return null;

        var forms = values.Keys.Where(static key => key != "augmentation").ToList();
        if (forms is not [var form])
        {
            return reading.Refuse(
                node, path, forms.Count == 0
                    ? $"it says nothing to optimise. Write {Example}, say."
                    : $"it says {string.Join(" and ", forms)}, and there is one objective. For several as one write " +
                        "{weighted_sum: [{maximize: accuracy, weight: 1}, {minimize: latency, weight: 0.01}]}.");
        }

        if (values.ContainsKey("augmentation") && form != "chebyshev")
        {
            return reading.Refuse(node, path, $"'augmentation' belongs to chebyshev, and this is {form}. Remove it.");
        }

        return Make(form, values, node, path, reading);
    }

    public override JsonNode Schema(SchemaBuilder schema) => schema.Refer("objective", () =>
    {
        var record = RecordShape.SchemaOf([.. Forms, AugmentationKey], schema);
        record["minProperties"] = 1;
        return record;
    });

    private static Key AugmentationKey { get; } = new("augmentation", Number)
    {
        Summary = "With chebyshev: this share of the sum of all distances is added.",
        Default = "0.05",
        Value = "At least 0.",
    };

    public static IReadOnlyList<Key> Keys => [.. Forms, AugmentationKey];

    private static object? Make(
        string form, Dictionary<string, object> values, YamlNode node, string path, Reading reading)
    {
        try
        {
            return form switch
            {
                "maximize" => Objective.Maximize((string)values[form]),
                "minimize" => Objective.Minimize((string)values[form]),
                "weighted_sum" => Objective.WeightedSum(
                    ((ObjectivePart[])values[form]).Select(static part => (part.Objective, part.Weight))),
                _ => Objective.Chebyshev(
                    ((ObjectivePart[])values[form]).Select(static part => (part.Objective, part.Weight, part.Ideal)),
                    values.TryGetValue("augmentation", out var given) ? (double)given : 0.05),
            };
        }
        catch (ArgumentException refusal)
        {
            return reading.Refuse(node, path, refusal);
        }
    }

    private static Key Form(string method, Shape shape) => new(SnakeCase.Of(method), shape)
    {
        Summary = XmlDocs.Of(typeof(Objective).GetMethod(method, BindingFlags.Public | BindingFlags.Static)!).Summary,
    };

    /// <summary>One objective of several.</summary>
    private sealed record ObjectivePart(Objective Objective, double Weight, double Ideal);

    /// <summary>The objectives that become one.</summary>
    private sealed class PartsShape(bool withIdeal) : Shape
    {
        public override string Wanted => "a list of objectives with weights";

        public override string Example => withIdeal
            ? "[{maximize: accuracy, weight: 1, ideal: 1}, {minimize: latency, weight: 0.01, ideal: 0}]"
            : "[{maximize: accuracy, weight: 1}, {minimize: latency, weight: 0.01}]";

        private IReadOnlyList<Key> PartKeys =>
        [
            new("maximize", Metric) { Summary = "A metric that shall be high." },
            new("minimize", Metric) { Summary = "A metric that shall be low." },
            new("weight", Number) { IsRequired = true, Summary = "How much it counts.", Value = "Above 0." },
            .. withIdeal
                ? [new Key("ideal", Number) { IsRequired = true, Summary = "The best value to hope for." }]
                : Array.Empty<Key>(),
        ];

        public override object? Read(YamlNode node, string path, Reading reading)
        {
            if (node is not YamlList list) return Mismatch(node, path, reading);

            var parts = list.Items.Select((item, i) => ReadPart(item, $"{path}[{i}]", reading)).ToArray();
            return parts.Contains(null) ? null : parts;
        }

        public override JsonNode Schema(SchemaBuilder schema) => new JsonObject
        {
            ["type"] = "array",
            ["minItems"] = 2,
            ["items"] = RecordShape.SchemaOf(PartKeys, schema),
        };

        private ObjectivePart? ReadPart(YamlNode node, string path, Reading reading)
        {
            if (node is not YamlMapping mapping)
            {
                Mismatch(node, path, reading);
                return null;
            }

            if (KeyedValues.Read(mapping, path, reading, PartKeys) is not { } values) return null;
            if (values.ContainsKey("maximize") == values.ContainsKey("minimize"))
            {
                reading.Refuse(node, path, "it needs one of maximize and minimize, with a metric's name.");
                return null;
            }

            var objective = values.TryGetValue("maximize", out var metric)
                ? Objective.Maximize((string)metric)
                : Objective.Minimize((string)values["minimize"]);
            return new ObjectivePart(
                objective, (double)values["weight"], values.TryGetValue("ideal", out var ideal) ? (double)ideal : 0);
        }
    }
}
