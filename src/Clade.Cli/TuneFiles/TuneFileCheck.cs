using System.Text.RegularExpressions;
using Clade.Driver;
using Clade.Programs;

namespace Clade.Cli.TuneFiles;

/// <summary>Finds what is wrong with options that are right one by one, and where it was written.</summary>
internal static partial class TuneFileCheck
{
    /// <param name="root">The document.</param>
    /// <param name="reading">What could be read of it; gets the mistakes.</param>
    public static void Check(YamlMapping root, Reading reading)
    {
        // Another mistake says already why there is nothing to check with.
        if (reading is not { Space: { } space, Options: { Objective: not null, Name: not null } options }) return;

        var refused = reading.Refused.ToHashSet();
        var program = reading.Program is { } given ? ProgramMistakes.In(given, options, space) : [];
        var mistakes = program.Select(static message => (Section: "program", Message: message)).Concat(
            ExperimentPlan.MistakesOf(options, space).Select(static m => (SnakeCase.Of(m.Option), m.Message)));
        foreach (var (section, message) in mistakes)
        {
            // With a part replaced by its default, what follows from that is no news.
            if (refused.Contains(section) || (section == "trials" && refused.Contains("stop"))) continue;

            var (node, path) = Locate(root, section, message);
            if (refused.Contains(path.Split('.', '[')[0])) continue;
            reading.Refuse(node, path, Wording.OfFile(message));
        }
    }

    private static (YamlNode Node, string Path) Locate(YamlMapping root, string section, string mistake)
    {
        var within = root.Find(section);
        foreach (Match word in Option.Matches(mistake))
        {
            var key = SnakeCase.Of(word.Value);
            if (within is not null && Find(within, section, key) is { } inner) return Narrow(inner, mistake);
            if (root.Find(key) is { } top) return Narrow((top, key), mistake);
        }

        if (within is null) return (root, section);
        return FindQuoted(within, section, QuotedIn(mistake)) ?? (within, section);
    }

    private static (YamlNode Node, string Path)? Find(YamlNode node, string path, string key)
    {
        if (node is not YamlMapping mapping) return null;
        if (mapping.Find(key) is { } found) return (found, $"{path}.{key}");

        foreach (var entry in mapping.Entries)
        {
            if (Find(entry.Value, $"{path}.{entry.Key.Text}", key) is { } inner) return inner;
        }

        return null;
    }

    // Of a list of words the one that the message quotes.
    private static (YamlNode Node, string Path) Narrow((YamlNode Node, string Path) place, string mistake) =>
        place.Node is YamlList ? FindQuoted(place.Node, place.Path, QuotedIn(mistake)) ?? place : place;

    private static (YamlNode Node, string Path)? FindQuoted(YamlNode node, string path, IReadOnlyList<string> quoted)
    {
        if (node is YamlScalar scalar)
        {
            return quoted.Any(text => scalar.Text.Contains(text, StringComparison.Ordinal)) ? (node, path) : null;
        }

        var parts = node switch
        {
            YamlList list => list.Items.Select((item, i) => (Node: item, Path: $"{path}[{i}]")),
            YamlMapping mapping => mapping.Entries.Select(e => (Node: e.Value, Path: $"{path}.{e.Key.Text}")),
            _ => [],
        };
        return parts.Select(part => FindQuoted(part.Node, part.Path, quoted))
            .FirstOrDefault(static found => found is not null);
    }

    private static string[] QuotedIn(string mistake) =>
    [
        .. Quoted.Matches(mistake).Select(static match => match.Groups[1].Value)
            .Where(static text => text.Length > 1),
    ];

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+\b")]
    private static partial Regex Option { get; }

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted { get; }
}
