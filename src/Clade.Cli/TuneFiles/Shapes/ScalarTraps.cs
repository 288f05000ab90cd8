using System.Globalization;
using System.Text.RegularExpressions;

namespace Clade.Cli.TuneFiles;

/// <summary>What looks like a number or a boolean and is none, or is one in some versions of YAML only.</summary>
internal static partial class ScalarTraps
{
    /// <summary>How to write a number that somebody wrote otherwise; none where none was meant.</summary>
    public static string? RemedyForNumber(YamlScalar scalar)
    {
        var text = scalar.Text.Trim();
        return text switch
        {
            _ when scalar.IsQuoted && Number.IsMatch(text) => $"quotes make it a text. Write {text} without them.",
            _ when LeadingZero.IsMatch(text) =>
                $"a leading zero means octal to some readers of YAML. Write {Decimal(text.TrimStart('0'))}.",
            _ when OtherBase.IsMatch(text) => "only decimal digits are read. Write it in those.",
            _ when Grouped.IsMatch(text) => $"digits stand without separators. Write {Grouping.Replace(text, "")}.",
            _ when CommaDecimal.IsMatch(text) => $"decimals follow a point. Write {text.Replace(',', '.')}.",
            _ when text.EndsWith('%') && double.TryParse(
                text[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) =>
                $"shares are written as decimals. Write {(percent / 100).ToString(CultureInfo.InvariantCulture)}.",
            _ when Power.IsMatch(text) => "powers are written with an e. Write 1e-4 for 10^-4.",
            ".nan" or ".NaN" or "nan" or "NaN" => "nothing can be compared with it. Write a number.",
            _ => null,
        };
    }

    /// <summary>Whether some readers of YAML take the text for a boolean.</summary>
    public static bool IsOldBoolean(string text) =>
        text.ToLowerInvariant() is "yes" or "no" or "on" or "off" or "y" or "n";

    /// <summary>Whether it is a boolean with capitals.</summary>
    public static bool IsCapitalBoolean(string text) => text is "True" or "TRUE" or "False" or "FALSE";

    public static bool IsNull(string text) => text is "~" or "null" or "Null" or "NULL";

    private static string Decimal(string digits) => digits.Length == 0 ? "0" : digits;

    [GeneratedRegex(@"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$")]
    public static partial Regex Number { get; }

    [GeneratedRegex(@"^[-+]?(0|[1-9]\d*)$")]
    public static partial Regex Integer { get; }

    [GeneratedRegex(@"^0\d+$")]
    private static partial Regex LeadingZero { get; }

    [GeneratedRegex(@"^[-+]?0[xXoObB][0-9a-fA-F]+$")]
    private static partial Regex OtherBase { get; }

    [GeneratedRegex(@"^[-+]?\d{1,3}([_' ]\d{3})+$")]
    private static partial Regex Grouped { get; }

    [GeneratedRegex(@"[_' ]")]
    private static partial Regex Grouping { get; }

    [GeneratedRegex(@"^[-+]?\d+,\d+$")]
    private static partial Regex CommaDecimal { get; }

    [GeneratedRegex(@"^\d+(\.\d+)?(\^|\*\*)-?\d+$")]
    private static partial Regex Power { get; }
}
