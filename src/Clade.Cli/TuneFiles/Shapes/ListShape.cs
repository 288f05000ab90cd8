using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>A list whose items have one shape.</summary>
/// <param name="item">Their shape.</param>
/// <param name="type">Their type.</param>
internal sealed class ListShape(Shape item, Type type) : Shape
{
    public override string Wanted => $"a list of {Of(item.Wanted)}";

    public override string Link => item.Link == item.Wanted ? Wanted : $"a list of {item.Link}";

    public override string Example => $"[{item.Example}]";

    public override Shape? Inner => item;

    public override object? Read(YamlNode node, string path, Reading reading)
    {
        if (node is not YamlList list)
        {
            return Mismatch(
                node, path, reading, node is YamlScalar { IsEmpty: false } one ? $"write {Listed(one.Text)}." : null);
        }

        var items = list.Items.Select((value, i) => item.Read(value, $"{path}[{i}]", reading)).ToList();
        return items.Contains(null) ? null : Create(items);
    }

    public override JsonNode Schema(SchemaBuilder schema) => new JsonObject
    {
        ["type"] = "array",
        ["items"] = item.Schema(schema),
    };

    public override string? Text(object? value)
    {
        if (value is not System.Collections.IEnumerable items) return null;
        var texts = items.Cast<object?>().Select(item.Text).ToList();
        return texts.Contains(null) ? null : $"[{string.Join(", ", texts)}]";
    }

    // Who writes a command as one text thinks of its words.
    private string Listed(string text) => item is TextShape
        ? $"[{string.Join(", ", text.Split(' ', StringSplitOptions.RemoveEmptyEntries))}]"
        : $"[{text}]";

    // An immutable array is what most options are; it is a read-only list too.
    private object Create(List<object?> items)
    {
        var array = Array.CreateInstance(type, items.Count);
        for (var i = 0; i < items.Count; i++) array.SetValue(items[i], i);
        return typeof(ListShape).GetMethod(nameof(ToImmutable), System.Reflection.BindingFlags.NonPublic
            | System.Reflection.BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, [array])!;
    }

    private static ImmutableArray<T> ToImmutable<T>(T[] items) => [.. items];

    private static string Of(string wanted) => wanted.StartsWith("a ", StringComparison.Ordinal)
        ? wanted[2..] + "s"
        : wanted.StartsWith("an ", StringComparison.Ordinal) ? wanted[3..] + "s" : wanted;
}
