using System.Reflection;
using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>
/// When to end: rules of <see cref="Stop"/> by name, of which the first that holds counts; <c>all</c> and <c>any</c>
/// combine them.
/// </summary>
internal sealed class StopShape : Shape
{
    private const string All = "all";
    private const string Any = "any";
    private const string Never = "never";

    private static readonly Lazy<IReadOnlyList<Key>> RuleKeys = new(() => [.. Methods.Select(KeyOf)]);

    public override string Wanted => "a stop rule";

    public override string Example => "{at_iteration: 40}";

    /// <summary>The rules without those that combine others.</summary>
    public static IReadOnlyList<Key> Rules => RuleKeys.Value;

    // A function can't stand in a file.
    private static IEnumerable<MethodInfo> Methods => typeof(Stop).GetMethods(BindingFlags.Public | BindingFlags.Static)
        .Where(static method => method.ReturnType == typeof(StopRule) && !method.IsSpecialName)
        .Where(static method => !method.GetParameters().Any(static p => p.ParameterType.IsSubclassOf(typeof(Delegate))))
        .OrderBy(static method => method.MetadataToken);

    public override object? Read(YamlNode node, string path, Reading reading) => node switch
    {
        YamlScalar { Text: Never } => Stop.Never,
        YamlMapping { Entries.IsEmpty: false } mapping => Read(mapping, path, reading),
        _ => Mismatch(node, path, reading),
    };

    public override JsonNode Schema(SchemaBuilder schema) => schema.Refer("stop", () =>
    {
        var rules = RecordShape.SchemaOf(Rules, schema);
        foreach (var (name, text) in new[]
        {
            (Any, "Stops as soon as one of these rules holds."), (All, "Stops where all of these hold at one report."),
        })
        {
            rules["properties"]![name] = new JsonObject
            {
                ["description"] = text,
                ["type"] = "array",
                ["minItems"] = 1,
                ["items"] = Schema(schema),
            };
        }

        rules["minProperties"] = 1;
        return new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["enum"] = new JsonArray(Never) }, rules) };
    });

    public override string? Text(object? value) => Equals(value, Stop.Never) ? Never : null;

    private StopRule? Read(YamlMapping mapping, string path, Reading reading)
    {
        var rules = mapping.Entries
            .Select(entry => ReadEntry(entry, $"{path}.{entry.Key.Text}", path, reading)).ToList();
        return rules.Contains(null) ? null : Join(rules, static (a, b) => a | b);
    }

    private StopRule? ReadEntry(YamlEntry entry, string path, string outer, Reading reading)
    {
        if (entry.Key.Text is All or Any) return ReadParts(entry, path, reading);
        if (Rules.FirstOrDefault(key => key.Name == entry.Key.Text) is not { } rule)
        {
            RecordShape.Unknown(entry.Key, outer, reading, [.. Rules.Select(static key => key.Name), Any, All]);
            return null;
        }

        return rule.Shape.Read(entry.Value, path, reading) as StopRule;
    }

    private StopRule? ReadParts(YamlEntry entry, string path, Reading reading)
    {
        if (entry.Value is not YamlList { Items.IsEmpty: false } list)
        {
            reading.Refuse(
                entry.Value, path,
                $"{entry.Value.Kind} is not a list of rules. Write [{Example}, {{after_time: 2h}}], say.");
            return null;
        }

        var parts = list.Items.Select((item, i) => Read(item, $"{path}[{i}]", reading) as StopRule).ToList();
        if (parts.Contains(null)) return null;
        return entry.Key.Text == All ? Join(parts, static (a, b) => a & b) : Join(parts, static (a, b) => a | b);
    }

    private static StopRule Join(List<StopRule?> rules, Func<StopRule, StopRule, StopRule> join) =>
        rules.Select(static rule => rule!).Aggregate(join);

    private static Key KeyOf(MethodInfo method) => new(SnakeCase.Of(method.Name), new RuleShape(method))
    {
        Summary = XmlDocs.Of(method).Summary,
        Value = method.GetParameters() is [var only] ? XmlDocs.Of(only) : "",
    };

    /// <summary>What one rule takes: a value, or several with names.</summary>
    private sealed class RuleShape : Shape
    {
        private readonly MethodInfo _method;

        public RuleShape(MethodInfo method)
        {
            _method = method;
            Parameters =
            [
                .. method.GetParameters().Select(static parameter => new Key(
                    SnakeCase.Of(parameter.Name!), TypeShapes.Of(parameter.ParameterType))
                {
                    Summary = XmlDocs.Of(parameter),
                    IsRequired = !parameter.HasDefaultValue,
                    Default = parameter.HasDefaultValue
                        ? TypeShapes.Of(parameter.ParameterType).Text(parameter.DefaultValue)
                        : null,
                }),
            ];
        }

        private Key[] Parameters { get; }

        public override string Wanted => Parameters is [var only]
            ? only.Shape.Wanted
            : $"a mapping with {string.Join(", ", Parameters.Select(static key => key.Name))}";

        public override string Example => Parameters is [var only]
            ? only.Shape.Example
            : $"{{{string.Join(", ", Parameters.Where(static k => k.IsRequired).Select(static k => k.Line))}}}";

        public override object? Read(YamlNode node, string path, Reading reading)
        {
            if (Parameters is [var only])
            {
                return only.Shape.Read(node, path, reading) is { } value ? Call(node, path, reading, [value]) : null;
            }

            if (node is not YamlMapping mapping) return Mismatch(node, path, reading);

            var values = KeyedValues.Read(mapping, path, reading, Parameters);
            return values is null ? null : Call(mapping, path, reading,
                [.. Parameters.Zip(_method.GetParameters(), (key, parameter) =>
                    values.GetValueOrDefault(key.Name, parameter.DefaultValue!))]);
        }

        public override JsonNode Schema(SchemaBuilder schema) =>
            Parameters is [var only] ? only.Shape.Schema(schema) : RecordShape.SchemaOf(Parameters, schema);

        private object? Call(YamlNode node, string path, Reading reading, object[] arguments)
        {
            try
            {
                return _method.Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
            }
            catch (ArgumentException refusal)
            {
                var at = Parameters.FirstOrDefault(key => key.Name == SnakeCase.Of(refusal.ParamName ?? ""));
                var wrong = at is not null && node is YamlMapping mapping ? mapping.Find(at.Name) : null;
                return reading.Refuse(wrong ?? node, wrong is null ? path : $"{path}.{at!.Name}", refusal);
            }
        }
    }
}
