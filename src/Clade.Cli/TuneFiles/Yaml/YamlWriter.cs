using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Clade.Cli.TuneFiles;

/// <summary>Writes nodes as YAML that reads back as the same ones.</summary>
internal static partial class YamlWriter
{
    public static string Write(YamlNode root)
    {
        var text = new StringBuilder();
        Write(text, root, indent: 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, YamlNode node, int indent)
    {
        switch (node)
        {
            case YamlMapping { Entries.IsEmpty: false } mapping:
                foreach (var entry in mapping.Entries)
                {
                    text.Append(' ', indent).Append(Scalar(entry.Key)).Append(':');
                    WriteBehind(text, entry.Value, indent + 2);
                }

                break;
            case YamlList list when !IsOnOneLine(list):
                foreach (var item in list.Items)
                {
                    text.Append(' ', indent).Append('-');
                    WriteBehind(text, item, indent + 2);
                }

                break;
            default:
                text.Append(' ', indent).Append(OnOneLine(node)).Append('\n');
                break;
        }
    }

    private static void WriteBehind(StringBuilder text, YamlNode node, int indent)
    {
        if (node is YamlMapping { Entries.IsEmpty: false } || (node is YamlList list && !IsOnOneLine(list)))
        {
            text.Append('\n');
            Write(text, node, indent);
            return;
        }

        var line = OnOneLine(node);
        text.Append(line.Length == 0 ? "" : " ").Append(line).Append('\n');
    }

    private static bool IsOnOneLine(YamlList list) => list.Items.All(static item => item is YamlScalar { IsEmpty: false });

    private static string OnOneLine(YamlNode node) => node switch
    {
        YamlScalar scalar => Scalar(scalar),
        YamlList list => $"[{string.Join(", ", list.Items.Select(static item => Scalar((YamlScalar)item)))}]",
        _ => "{}",
    };

    private static string Scalar(YamlScalar scalar)
    {
        if (scalar.IsEmpty) return "";
        return !scalar.IsQuoted && Plain.IsMatch(scalar.Text) ? scalar.Text : Quoted(scalar.Text);
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' || char.IsSurrogate(c) =>
                    "\\u" + ((int)c).ToString("X4", CultureInfo.InvariantCulture),
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    // What needs no quotes wherever it stands: numbers, words, paths.
    [GeneratedRegex(@"^(?!-$)[A-Za-z0-9_./+-]+$")]
    private static partial Regex Plain { get; }
}
