using System.Reflection;
using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>The options of a record: a key for each property that can be set.</summary>
/// <remarks>
/// The record's own checks are the ranges: what its initialisers refuse gets the value's place. So a new option is
/// read, checked, suggested and described as soon as it is there.
/// </remarks>
internal sealed class RecordShape : Shape
{
    private readonly Type _type;
    private readonly Lazy<IReadOnlyList<Key>> _keys;
    private readonly Action<Reading, object>? _partial;

    /// <param name="type">A record with one public constructor.</param>
    /// <param name="keys">Its keys, where they are not simply its options.</param>
    /// <param name="partial">Gets the record though some of its options could not be read.</param>
    public RecordShape(
        Type type, Func<IReadOnlyList<Key>>? keys = null, Action<Reading, object>? partial = null)
    {
        (_type, _partial) = (type, partial);
        _keys = new Lazy<IReadOnlyList<Key>>(keys ?? (() => KeysOf(type)));
    }

    public override string Wanted => "a mapping";

    public override string Link => $"[{SnakeCase.Of(_type.Name)}](#{SnakeCase.Of(_type.Name)})";

    public override string Example => $"{{{(Keys.FirstOrDefault(static key => key.IsRequired) ?? Keys[0]).Line}}}";

    public Type Type => _type;

    public string Title => SnakeCase.Of(_type.Name);

    public IReadOnlyList<Key> Keys => _keys.Value;

    public override object? Read(YamlNode node, string path, Reading reading)
    {
        var mapping = node switch
        {
            YamlMapping given => given,
            YamlScalar { IsEmpty: true } => new YamlMapping(node.Place, []),
            _ => null,
        };
        return mapping is null ? Mismatch(node, path, reading) : Read(mapping, path, reading);
    }

    public override JsonNode Schema(SchemaBuilder schema) => SchemaOf(Keys, schema);

    public static JsonObject SchemaOf(IReadOnlyList<Key> keys, SchemaBuilder schema)
    {
        var properties = new JsonObject();
        foreach (var key in keys)
        {
            // "$ref" lets no neighbours count, so the description goes around it.
            var shape = key.Shape.Schema(schema);
            var described = new JsonObject { ["description"] = key.Description };
            if (shape is JsonObject { Count: 1 } reference && reference.ContainsKey("$ref"))
            {
                described["allOf"] = new JsonArray(reference);
            }
            else
            {
                foreach (var (name, value) in shape.AsObject()) described[name] = value?.DeepClone();
            }

            if (key.Default is { } usual) described["default"] = SchemaDefault.Of(usual);
            properties[key.Name] = described;
        }

        var record = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
        var required = keys.Where(static key => key.IsRequired).Select(static key => (JsonNode)key.Name).ToArray();
        if (required.Length > 0) record["required"] = new JsonArray(required);
        return record;
    }

    private object? Read(YamlMapping mapping, string path, Reading reading)
    {
        var before = reading.Mistakes.Count;
        var values = ReadValues(mapping, path, reading);
        KeyedValues.RequireAll(mapping, path, reading, Keys);
        if (Construct(values) is not { } record) return null;

        foreach (var (key, (node, value)) in values)
        {
            if (key.Keep is not null)
            {
                key.Keep(reading, value);
                continue;
            }

            try
            {
                key.Property!.SetMethod!.Invoke(
                    record, BindingFlags.DoNotWrapExceptions, binder: null, [value], culture: null);
            }
            catch (ArgumentException refusal)
            {
                reading.Refuse(node, Join(path, key.Name), refusal);
            }
        }

        _partial?.Invoke(reading, record);
        return reading.Mistakes.Count == before ? record : null;
    }

    private Dictionary<Key, (YamlNode Node, object Value)> ReadValues(
        YamlMapping mapping, string path, Reading reading)
    {
        var values = new Dictionary<Key, (YamlNode, object)>();
        foreach (var entry in mapping.Entries)
        {
            if (Keys.FirstOrDefault(key => key.Name == entry.Key.Text) is not { } key)
            {
                if (!IsDecimalComma(entry)) Unknown(entry.Key, path, reading, Keys.Select(static key => key.Name));
                else reading.Refuse(entry.Key, path, "a comma ends a value here. Decimals follow a point: 0.3.");
                continue;
            }

            if (key.Shape.Read(entry.Value, Join(path, key.Name), reading) is { } value)
            {
                values.Add(key, (entry.Value, value));
            }
        }

        return values;
    }

    // "{fraction: 0,3}" is a mapping with the key "3".
    private static bool IsDecimalComma(YamlEntry entry) =>
        entry.Value is YamlScalar { IsEmpty: true } && entry.Key.Text.All(char.IsAsciiDigit);

    public static void Unknown(YamlScalar key, string path, Reading reading, IEnumerable<string> known)
    {
        var names = known.ToList();
        // What follows from the key that was meant not being there is no news.
        reading.Refused.UnionWith(Spelling.Near(key.Text, names).Select(name => Join(path, name).Split('.', '[')[0]));
        var near = Spelling.DidYouMean(key.Text, names);
        var all = names.Count == 0 ? "There are none here." : $"There are: {string.Join(", ", names)}.";
        reading.Refuse(key, path, $"there is no key {key.Kind} here.{(near.Length > 0 ? near : " " + all)}");
    }

    /// <returns>None where a parameter without a default has no value.</returns>
    private object? Construct(Dictionary<Key, (YamlNode Node, object Value)> values)
    {
        var constructor = ConstructorOf(_type);
        var arguments = new List<object?>();
        foreach (var parameter in constructor.GetParameters())
        {
            if (parameter.HasDefaultValue)
            {
                arguments.Add(parameter.DefaultValue);
                continue;
            }

            var given = values.FirstOrDefault(item => item.Key.Property?.Name == parameter.Name);
            if (given.Key is null) return null;
            arguments.Add(given.Value.Value);
        }

        return constructor.Invoke([.. arguments]);
    }

    private static ConstructorInfo ConstructorOf(Type type) => type.GetConstructors().Single();

    public static IReadOnlyList<Key> KeysOf(Type type)
    {
        var parameters = ConstructorOf(type).GetParameters();
        var defaults = parameters.All(static parameter => parameter.HasDefaultValue)
            ? ConstructorOf(type).Invoke([.. parameters.Select(static parameter => parameter.DefaultValue)])
            : null;
        return
        [
            .. OptionProperties.Of(type).Select(property => KeyOf(property, parameters, defaults)),
        ];
    }

    private static Key KeyOf(PropertyInfo property, ParameterInfo[] parameters, object? defaults)
    {
        var shape = TypeShapes.Of(property);
        var isRequired = IsRequiredMember(property)
            || Array.Exists(parameters, p => p.Name == property.Name && !p.HasDefaultValue);
        var documented = XmlDocs.Of(property);
        return new Key(SnakeCase.Of(property.Name), shape)
        {
            Example = KeyExamples.Of(property),
            Summary = documented.Summary,
            Value = documented.Value,
            IsRequired = isRequired,
            Default = !isRequired && defaults is not null && property.GetValue(defaults) is { } usual
                ? shape.Text(usual)
                : null,
            Property = property,
        };
    }

    // By name: a library that the tool uses has an attribute of the same name.
    private static bool IsRequiredMember(PropertyInfo property) => property.CustomAttributes.Any(static attribute =>
        attribute.AttributeType.FullName == "System.Runtime.CompilerServices.RequiredMemberAttribute");

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
