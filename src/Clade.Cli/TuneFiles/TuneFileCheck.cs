using System.Text.RegularExpressions;
using Clade.Driver;
using Clade.Programs;

namespace Clade.Cli.TuneFiles;

/// <summary>Finds what is wrong with options that are right one by one, and where it was written.</summary>
internal static partial class TuneFileCheck
{
    public static void Check(TuneFile file, Reading reading)
    {
        var space = file.Options.Space!;
        foreach (var mistake in ProgramMistakes.In(file.Program, file.Options, space))
        {
            Report(file.Root, "program", mistake, reading);
        }

        foreach (var mistake in ExperimentPlan.MistakesOf(file.Options, space))
        {
            Report(file.Root, SnakeCase.Of(mistake.Option), mistake.Message, reading);
        }
    }

    private static void Report(YamlMapping root, string section, string mistake, Reading reading)
    {
        var (node, path) = Locate(root, section, mistake);
        reading.Refuse(node, path, Wording.OfFile(mistake));
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

        return within is null ? (root, "") : Narrow((within, section), mistake);
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
    private static (YamlNode Node, string Path) Narrow((YamlNode Node, string Path) place, string mistake)
    {
        if (place.Node is not YamlList list) return place;

        var quoted = Quoted.Matches(mistake).Select(static match => match.Groups[1].Value).ToList();
        for (var i = 0; i < list.Items.Length; i++)
        {
            if (list.Items[i] is YamlScalar item
                && quoted.Exists(text => item.Text.Contains(text, StringComparison.Ordinal)))
            {
                return (item, $"{place.Path}[{i}]");
            }
        }

        return place;
    }

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+\b")]
    private static partial Regex Option { get; }

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted { get; }
}
