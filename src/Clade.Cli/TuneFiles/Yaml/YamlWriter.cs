using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Clade.Cli.TuneFiles;

/// <summary>Writes nodes as YAML that reads back as the same ones.</summary>
internal static partial class YamlWriter
{
    /// <summary>A mapping of short values stands on one line that is at most so long.</summary>
    private const int LineMax = 100;

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
            case YamlMapping { Entries.IsEmpty: false } mapping when indent == 0 || !IsOnOneLine(mapping):
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
        if (!IsOnOneLine(node))
        {
            text.Append('\n');
            Write(text, node, indent);
            return;
        }

        var line = OnOneLine(node);
        text.Append(line.Length == 0 ? "" : " ").Append(line).Append('\n');
    }

    private static bool IsOnOneLine(YamlNode node) => node switch
    {
        YamlList list => list.Items.All(static item => item is YamlScalar { IsEmpty: false }),
        YamlMapping mapping => mapping.Entries.All(static entry => IsShort(entry.Value))
            && OnOneLine(mapping).Length <= LineMax,
        _ => true,
    };

    private static bool IsShort(YamlNode node) =>
        node is YamlScalar { IsEmpty: false } || (node is YamlList && IsOnOneLine(node));

    private static string OnOneLine(YamlNode node) => node switch
    {
        YamlScalar scalar => Scalar(scalar),
        YamlList list => $"[{string.Join(", ", list.Items.Select(static item => Scalar((YamlScalar)item)))}]",
        YamlMapping mapping => "{" + string.Join(
            ", ", mapping.Entries.Select(static entry => $"{Scalar(entry.Key)}: {OnOneLine(entry.Value)}")) + "}",
        _ => "",
    };

    private static string Scalar(YamlScalar scalar)
    {
        if (scalar.IsEmpty) return "";
        return (!scalar.IsQuoted && Plain.IsMatch(scalar.Text)) || IsWord(scalar.Text)
            ? scalar.Text
            : Quoted(scalar.Text);
    }

    // A text that nobody takes for anything else needs no quotes, though it had some.
    private static bool IsWord(string text) => Word.IsMatch(text) && text is not ("true" or "false")
        && !ScalarTraps.IsOldBoolean(text) && !ScalarTraps.IsCapitalBoolean(text) && !ScalarTraps.IsNull(text)
        && !text.Equals("nan", StringComparison.OrdinalIgnoreCase);

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

    [GeneratedRegex("^[A-Za-z/][A-Za-z0-9_./-]*$")]
    private static partial Regex Word { get; }
}
