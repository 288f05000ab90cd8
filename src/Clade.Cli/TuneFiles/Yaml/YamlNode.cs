using System.Collections.Immutable;

namespace Clade.Cli.TuneFiles;

/// <summary>A part of a YAML document, with its place.</summary>
/// <param name="Place">Where it begins.</param>
internal abstract record YamlNode(Place Place)
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>A single value.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Text">Without quotes.</param>
/// <param name="IsQuoted">Quoted, or a block of text: never a number or a boolean.</param>
internal sealed record YamlScalar(Place Place, string Text, bool IsQuoted) : YamlNode(Place)
{
    /// <summary>Whether nothing stands there.</summary>
    public bool IsEmpty => !IsQuoted && Text.Length == 0;

    public override string Kind => IsEmpty ? "nothing" : $"{Quote(Text)}";

    /// <summary>A text for a message: on one line, and not too long.</summary>
    public static string Quote(string text)
    {
        const int Most = 60;
        var line = new string([.. text.Take(Most).Select(static c => char.IsControl(c) ? ' ' : c)]);
        return text.Length > Most ? $"'{line}…'" : $"'{line}'";
    }
}

/// <summary>A list.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Items">In order.</param>
internal sealed record YamlList(Place Place, ImmutableArray<YamlNode> Items) : YamlNode(Place)
{
    public override string Kind => "a list";
}

/// <summary>Keys with values.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Entries">In order; keys differ.</param>
internal sealed record YamlMapping(Place Place, ImmutableArray<YamlEntry> Entries) : YamlNode(Place)
{
    public override string Kind => "a mapping";

    public YamlNode? Find(string key) =>
        Entries.FirstOrDefault(entry => string.Equals(entry.Key.Text, key, StringComparison.Ordinal))?.Value;
}

/// <summary>A key with its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);
