using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>
/// What may stand behind a key: how it is read, and what the JSON Schema and the reference say of it.
/// </summary>
internal abstract class Shape
{
    /// <summary>What is wanted, with its article: "a number".</summary>
    public abstract string Wanted { get; }

    /// <summary>What is wanted, for the reference: with a link to where more is said.</summary>
    public virtual string Link => Wanted;

    /// <summary>An example, to go behind "such as".</summary>
    public abstract string Example { get; }

    /// <summary>The shape of what it holds, where that is of one shape.</summary>
    public virtual Shape? Inner => null;

    /// <summary>Reads a value.</summary>
    /// <param name="node">What stands there.</param>
    /// <param name="path">The keys that lead there.</param>
    /// <param name="reading">Gets the mistakes.</param>
    /// <returns>The value; null after a mistake.</returns>
    public abstract object? Read(YamlNode node, string path, Reading reading);

    /// <summary>The part of the JSON Schema.</summary>
    public abstract JsonNode Schema(SchemaBuilder schema);

    /// <summary>A value as the file would have it; none where it can't be written there.</summary>
    public virtual string? Text(object? value) => null;

    /// <summary>Refuses another kind of value.</summary>
    protected object? Mismatch(YamlNode node, string path, Reading reading, string? why = null)
    {
        var kind = node is YamlScalar { IsEmpty: true } ? "there is no value" : $"{node.Kind} is not {Wanted}";
        return reading.Refuse(node, path, why is null
            ? $"{kind}. Write {Wanted}, such as {Example}."
            : $"{kind}: {why}");
    }
}
