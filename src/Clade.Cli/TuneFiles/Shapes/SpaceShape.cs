using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Clade.Cli.TuneFiles;

/// <summary>Hyperparameters with their domains, in an order.</summary>
/// <param name="role">What it is for.</param>
internal sealed partial class SpaceShape(SpaceRole role) : Shape
{
    private static readonly DomainShape Domain = new();

    public override string Wanted => "a search space";

    public override string Example => "{lr: {log_uniform: [1e-4, 0.1]}}";

    public override object? Read(YamlNode node, string path, Reading reading)
    {
        if (node is not YamlMapping mapping) return Mismatch(node, path, reading);

        var before = reading.Mistakes.Count;
        var space = new SearchSpace();
        foreach (var entry in mapping.Entries)
        {
            if (Domain.Read(entry.Value, $"{path}.{entry.Key.Text}", reading) is Domain domain)
            {
                space[entry.Key.Text] = domain;
            }
        }

        // A nested one is checked with the whole, because conditions may refer to what is outside.
        if (role != SpaceRole.Nested) Check(space, isWhole: reading.Mistakes.Count == before, mapping, path, reading);
        if (reading.Mistakes.Count > before) return null;
        if (role == SpaceRole.Whole) reading.Space = space;
        return space;
    }

    public override JsonNode Schema(SchemaBuilder schema) => schema.Refer("space", () => new JsonObject
    {
        ["type"] = "object",
        ["additionalProperties"] = Domain.Schema(schema),
    });

    /// <summary>The values of a hyperparameter as they were written: where a mistake in its domain is.</summary>
    /// <param name="space">The space.</param>
    /// <param name="name">The full dotted name.</param>
    public static YamlNode? Find(YamlMapping space, string name)
    {
        if (space.Find(name) is { } whole) return whole;

        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && space.Find(name[..dot]) is YamlMapping group && group.Find("space") is YamlMapping nested
            ? Find(nested, name[(dot + 1)..])
            : null;
    }

    private static void Check(SearchSpace space, bool isWhole, YamlMapping mapping, string path, Reading reading)
    {
        foreach (var mistake in space.DefinitionMistakes)
        {
            // What could not be read is missing for conditions only because of that.
            if (!isWhole && mistake.Contains(": its condition names", StringComparison.Ordinal)) continue;

            var subject = Subject.Match(mistake);
            var name = subject.Groups[1].Value;
            var text = Wording.OfFile(subject.Success ? mistake[subject.Length..] : mistake);
            reading.Refuse(PlaceOf(mapping, name, text), name.Length > 0 ? $"{path}.{name}" : path, text);
        }
    }

    private static YamlNode PlaceOf(YamlMapping space, string name, string mistake)
    {
        if (Find(space, name) is not YamlMapping domain) return Find(space, name) ?? space;
        if (domain.Find("when") is { } when && mistake.Contains("condition", StringComparison.Ordinal)) return when;
        if (domain.Find("quantum") is { } quantum && mistake.StartsWith("the quantum", StringComparison.Ordinal))
        {
            return quantum;
        }

        return domain.Entries is [var first, ..] ? first.Value : domain;
    }

    [GeneratedRegex("^Hyperparameter '([^']*)': ")]
    private static partial Regex Subject { get; }
}

/// <summary>What a space is for.</summary>
internal enum SpaceRole
{
    /// <summary>The experiment's.</summary>
    Whole,

    /// <summary>Some hyperparameters of the experiment's, with domains of their own.</summary>
    Part,

    /// <summary>Within another one.</summary>
    Nested,
}
