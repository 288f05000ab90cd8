using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>One of several records that do the same job: a sampler, a scheduler.</summary>
/// <remarks><c>asha</c> with the defaults, or <c>{asha: {max_resource: 81}}</c>.</remarks>
internal sealed class KindShape : Shape
{
    private readonly string _what;
    private readonly Lazy<IReadOnlyList<NamedKind>> _kinds;

    /// <param name="what">What it is called: "sampler".</param>
    /// <param name="kinds">Which ones there are.</param>
    public KindShape(string what, Func<IEnumerable<NamedKind>> kinds)
    {
        _what = what;
        _kinds = new Lazy<IReadOnlyList<NamedKind>>(
            () => [.. kinds().OrderBy(static kind => kind.Name, StringComparer.Ordinal)]);
    }

    public override string Wanted => $"{(_what[0] is 'a' or 'e' or 'o' ? "an" : "a")} {_what}";

    public override string Link => $"[{Wanted}](#{_what.Replace(' ', '-')})";

    public override string Example => Kinds[0].Options?.Keys.FirstOrDefault(static key => key.IsRequired) is { } key
        ? $"{{{Kinds[0].Name}: {{{key.Name}: {key.Shape.Example}}}}}"
        : Kinds[0].Name;

    public string What => _what;

    public IReadOnlyList<NamedKind> Kinds => _kinds.Value;

    public override object? Read(YamlNode node, string path, Reading reading) => node switch
    {
        YamlScalar { IsEmpty: false } name =>
            Read(name, new YamlMapping(name.Place, []), path, reading),
        YamlMapping { Entries: [var one] } => Read(one.Key, one.Value, path, reading),
        YamlMapping { Entries.IsEmpty: false } several => Mismatch(
            several.Entries[1].Key, path, reading,
            $"there is one {_what}, and '{several.Entries[0].Key.Text}' was named already. Options stand under its " +
            $"name: {{{several.Entries[0].Key.Text}: {{option: value}}}}."),
        _ => Mismatch(node, path, reading),
    };

    public override JsonNode Schema(SchemaBuilder schema) => schema.Refer(_what.Replace(' ', '_'), () =>
    {
        var bare = Kinds.Where(static kind => kind.Options?.Keys.Any(static key => key.IsRequired) != true)
            .SelectMany(static kind => kind.AllNames);
        var full = Kinds.SelectMany(kind => kind.AllNames.Select(name => new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                [name] = Described(kind, schema),
            },
            ["required"] = new JsonArray(name),
            ["additionalProperties"] = false,
        }));
        return new JsonObject
        {
            ["anyOf"] = new JsonArray(
            [
                new JsonObject { ["enum"] = new JsonArray([.. bare.Select(static name => (JsonNode)name)]) }, .. full,
            ]),
        };
    });

    public override string? Text(object? value) =>
        value is not null && Kinds.FirstOrDefault(kind => kind.Type == value.GetType()) is { } kind
            && value.Equals(kind.Read(new YamlMapping(default, []), "", new Reading("/")))
            ? kind.Name
            : null;

    private static JsonObject Described(NamedKind kind, SchemaBuilder schema)
    {
        var options = kind.Options?.Schema(schema).AsObject()
            ?? new JsonObject { ["type"] = "object", ["maxProperties"] = 0 };
        options["description"] = kind.Summary;
        // "asha:" with nothing behind it.
        if (options["required"] is null) options["type"] = new JsonArray("object", "null");
        return options;
    }

    private object? Read(YamlScalar name, YamlNode options, string path, Reading reading)
    {
        if (Kinds.FirstOrDefault(kind => kind.AllNames.Contains(name.Text)) is { } kind)
        {
            return kind.Read(options, $"{path}.{name.Text}", reading);
        }

        var names = Kinds.SelectMany(static kind => kind.AllNames).ToList();
        var near = Spelling.DidYouMean(name.Text, names);
        return reading.Refuse(
            name, path, $"there is no {_what} {name.Kind}.{near} There are: {string.Join(", ", names)}.");
    }
}
