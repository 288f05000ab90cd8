using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>
/// What one hyperparameter may be: <c>{log_uniform: [1e-4, 0.1]}</c>, with <c>quantum</c>, <c>structural</c> and
/// <c>when</c> beside it.
/// </summary>
internal sealed class DomainShape : Shape
{
    private const string Quantum = "quantum";
    private const string Structural = "structural";
    private const string When = "when";
    private const string Boolean = "boolean";
    private const string Nested = "space";

    private static readonly NumberShape Number = new();
    private static readonly IntegerShape Integer = new(typeof(long));
    private static readonly ListShape Values = new(new ValueShape(), typeof(HyperparameterValue));
    private static readonly BooleanShape Truth = new();
    private static readonly string[] Modifiers = [Quantum, Structural, When];
    private static readonly string[] Words =
    [
        "uniform", "log_uniform", "normal", "randint", "log_randint", "choice", "ordered", "grid", Boolean, "constant",
        Nested,
    ];

    public override string Wanted => "a domain";

    public override string Example => "{log_uniform: [1e-4, 0.1]}";

    /// <summary>The keys, for the schema and the reference.</summary>
    public static IReadOnlyList<Key> Keys { get; } =
    [
        .. DomainWords.OfMethods.Select(static item => new Key(item.Value, ArgumentOf(item.Value))
        {
            Summary = XmlDocs.Of(typeof(Search).GetMethod(item.Key)!).Summary,
        }),
        new Key(Nested, new SpaceShape(SpaceRole.Nested))
        {
            Summary = "A nested space. Its hyperparameters are called by both names with a dot: `optimizer.lr`.",
        },
        new Key(Quantum, Number)
        {
            Summary = "With a range: values are multiples of it, and both bounds are included.",
        },
        new Key(Structural, Truth)
        {
            Summary = "Whether the weights' shape depends on it: Population Based Training never changes such a value.",
            Default = "false",
        },
        new Key(When, new ConditionShape())
        {
            Summary = "It exists only where another hyperparameter, declared before, has this value, or one of these.",
        },
    ];

    public override object? Read(YamlNode node, string path, Reading reading)
    {
        if (node is YamlScalar { Text: Boolean, IsQuoted: false }) return Search.Boolean();
        if (node is not YamlMapping mapping)
        {
            return Mismatch(
                node, path, reading, node is YamlScalar { IsEmpty: false } scalar
                    ? $"write {{constant: {scalar.Text}}} for a value that never changes, or a range such as {Example}."
                    : null);
        }

        var before = reading.Mistakes.Count;
        var words = mapping.Entries.Where(static entry => Words.Contains(entry.Key.Text)).ToList();
        RefuseUnknown(mapping, path, reading);
        if (words is not [var word])
        {
            return reading.Mistakes.Count > before ? null : reading.Refuse(node, path, words.Count == 0
                ? $"it does not say which values it may have. Write {Example}, or one of {string.Join(", ", Words)}."
                : $"it is {string.Join(" and ", words.Select(static w => w.Key.Text))} at once. Remove all but one.");
        }

        var domain = ReadDomain(word, mapping, path, reading);
        domain = WithModifiers(domain, mapping, path, reading);
        return reading.Mistakes.Count == before ? domain : null;
    }

    public override JsonNode Schema(SchemaBuilder schema) => schema.Refer("domain", () =>
    {
        var full = RecordShape.SchemaOf(Keys, schema);
        full["oneOf"] = new JsonArray(
            [.. Words.Select(static word => new JsonObject { ["required"] = new JsonArray(word) })]);
        return new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["enum"] = new JsonArray(Boolean) }, full) };
    });

    private static void RefuseUnknown(YamlMapping mapping, string path, Reading reading)
    {
        foreach (var entry in mapping.Entries)
        {
            if (Words.Contains(entry.Key.Text) || Modifiers.Contains(entry.Key.Text)) continue;

            var near = Spelling.DidYouMean(entry.Key.Text, [.. Words, .. Modifiers]);
            var nested = entry.Value is YamlMapping
                ? " Hyperparameters of a nested space stand below 'space'."
                : "";
            reading.Refuse(
                entry.Key, path, $"there is no key {entry.Key.Kind} here.{(near.Length > 0 ? near
                    : nested.Length > 0 ? nested : $" There are: {string.Join(", ", [.. Words, .. Modifiers])}.")}");
        }
    }

    private static Domain? ReadDomain(YamlEntry word, YamlMapping mapping, string path, Reading reading)
    {
        var name = word.Key.Text;
        var at = $"{path}.{name}";
        var argument = ArgumentOf(name).Read(word.Value, at, reading);
        var quantum = ReadQuantum(name, mapping, path, reading);
        return (name, argument) switch
        {
            (_, null) => null,
            ("uniform", double[] range) => Search.Uniform(range[0], range[1], (double?)quantum),
            ("log_uniform", double[] range) => Search.LogUniform(range[0], range[1], (double?)quantum),
            ("normal", double[] range) => Search.Normal(range[0], range[1], (double?)quantum),
            ("randint", long[] range) => Search.RandInt(range[0], range[1], (long?)quantum),
            ("log_randint", long[] range) => Search.LogRandInt(range[0], range[1], (long?)quantum),
            ("choice", IEnumerable<HyperparameterValue> values) => Search.Choice(values),
            ("ordered", IEnumerable<HyperparameterValue> values) => Search.Ordered(values),
            ("grid", IEnumerable<HyperparameterValue> values) => Search.Grid(values),
            ("constant", HyperparameterValue value) => Search.Constant(value),
            (Nested, SearchSpace space) => space.ToDomain(),
            _ => Search.Boolean(),
        };
    }

    private static object? ReadQuantum(string word, YamlMapping mapping, string path, Reading reading)
    {
        if (mapping.Find(Quantum) is not { } node) return null;

        return ArgumentOf(word) switch
        {
            RangeShape { IsInteger: true } => Integer.Read(node, $"{path}.{Quantum}", reading),
            RangeShape => Number.Read(node, $"{path}.{Quantum}", reading),
            _ => reading.Refuse(
                node, $"{path}.{Quantum}", $"{word} has no quantum: only ranges of numbers have steps. Remove it."),
        };
    }

    private static Domain? WithModifiers(Domain? domain, YamlMapping mapping, string path, Reading reading)
    {
        if (mapping.Find(Structural) is { } structural
            && Truth.Read(structural, $"{path}.{Structural}", reading) is true)
        {
            domain = domain?.Structural();
        }

        if (mapping.Find(When) is { } when
            && new ConditionShape().Read(when, $"{path}.{When}", reading) is List<(string, HyperparameterValue[])> all)
        {
            foreach (var (name, values) in all) domain = domain?.When(name, values);
        }

        return domain;
    }

    private static Shape ArgumentOf(string word) => word switch
    {
        "uniform" or "log_uniform" => new RangeShape(isInteger: false, "low", "high"),
        "normal" => new RangeShape(isInteger: false, "mean", "standard deviation"),
        "randint" or "log_randint" => new RangeShape(isInteger: true, "low", "high"),
        "choice" or "ordered" or "grid" => Values,
        "constant" => new ValueShape(),
        Nested => new SpaceShape(SpaceRole.Nested),
        _ => new NothingShape(),
    };
}
