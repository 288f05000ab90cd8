using System.Collections.Immutable;
using System.Globalization;

namespace Clade.Cli.TuneFiles;

/// <summary>One value of a <c>tune.yaml</c> that the command line replaces.</summary>
/// <param name="Option">The option, as messages name it: <c>--set stop.at_iteration=40</c>.</param>
/// <param name="Path">The keys that lead to the value; places in lists by number, from 0 on.</param>
/// <param name="Value">The value, read like a part of the file.</param>
internal sealed record Override(string Option, ImmutableArray<string> Path, YamlNode Value)
{
    private Place Place => new(Option);

    /// <summary>Reads <c>key.path=value</c>.</summary>
    /// <exception cref="TuneFileException">It is none, or the value is no YAML.</exception>
    public static Override Parse(string text)
    {
        var option = $"--set {text}";
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        ImmutableArray<string> path = equals < 0 ? [] : [.. text[..equals].Split('.')];
        if (path.IsEmpty || path.Any(string.IsNullOrWhiteSpace))
        {
            throw new TuneFileException(new Mistake(
                new Place(option), "Between '--set' and its value stand keys, dots between them, and '=': " +
                "--set stop.at_iteration=40."));
        }

        return Of(option, path, text[(equals + 1)..]);
    }

    /// <exception cref="TuneFileException">The value is no YAML.</exception>
    public static Override Of(string option, ImmutableArray<string> path, string value) =>
        new(option, path, At(new Place(option), YamlReader.Read(value, option)));

    /// <summary>A value that is what it is, whatever YAML would make of it.</summary>
    public static Override OfText(string option, string key, string value) =>
        new(option, [key], new YamlScalar(new Place(option), value, IsQuoted: true));

    /// <summary>The document with the value in it.</summary>
    /// <exception cref="TuneFileException">The path leads through something that holds no keys.</exception>
    public YamlNode ApplyTo(YamlNode root) => Put(root, depth: 0);

    private YamlNode Put(YamlNode? node, int depth)
    {
        if (depth == Path.Length) return Value;

        var key = Path[depth];
        return node switch
        {
            null or YamlScalar { IsEmpty: true } => PutKey(new YamlMapping(Place, []), key, depth),
            YamlMapping mapping => PutKey(mapping, key, depth),
            YamlList list => PutItem(list, key, depth),
            // "scheduler: asha" is short for "scheduler: {asha: {}}".
            YamlScalar scalar when scalar.Text == key => PutKey(new YamlMapping(scalar.Place, []), key, depth),
            _ => throw new TuneFileException(new Mistake(
                Place, $"'{string.Join('.', Path[..depth])}' is {node.Kind} at {node.Place}, which has no keys, so " +
                $"'{key}' can't be set in it. Set the whole: --set '{string.Join('.', Path[..depth])}={{…}}'.")),
        };
    }

    private YamlMapping PutKey(YamlMapping mapping, string key, int depth)
    {
        for (var i = 0; i < mapping.Entries.Length; i++)
        {
            if (mapping.Entries[i] is var entry && entry.Key.Text == key)
            {
                return mapping with
                {
                    Entries = mapping.Entries.SetItem(i, entry with { Value = Put(entry.Value, depth + 1) }),
                };
            }
        }

        var name = new YamlScalar(Place, key, IsQuoted: false);
        return mapping with { Entries = mapping.Entries.Add(new YamlEntry(name, Put(null, depth + 1))) };
    }

    private YamlList PutItem(YamlList list, string key, int depth)
    {
        if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || index > list.Items.Length)
        {
            throw new TuneFileException(new Mistake(
                Place, $"'{string.Join('.', Path[..depth])}' is a list of {list.Items.Length}, so '{key}' names " +
                $"nothing in it. Give a number from 0 on; {list.Items.Length} appends."));
        }

        return index == list.Items.Length
            ? list with { Items = list.Items.Add(Put(null, depth + 1)) }
            : list with { Items = list.Items.SetItem(index, Put(list.Items[index], depth + 1)) };
    }

    private static YamlNode At(Place place, YamlNode node) => node switch
    {
        YamlScalar scalar => scalar with { Place = place },
        YamlList list => new YamlList(place, [.. list.Items.Select(item => At(place, item))]),
        YamlMapping mapping => new YamlMapping(place, [.. mapping.Entries.Select(entry => new YamlEntry(
            entry.Key with { Place = place }, At(place, entry.Value)))]),
        _ => node,
    };
}
