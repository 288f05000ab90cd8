using System.Text.RegularExpressions;

namespace Clade.Cli.Plots;

/// <summary>Names the parts of an SVG by their order: the library counts on from picture to picture.</summary>
internal static partial class SvgIds
{
    public static string Renumber(string svg)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match match in Definition().Matches(svg))
        {
            names.TryAdd(match.Value, $"{match.Groups["kind"].Value}_{names.Count + 1}");
        }

        return Use().Replace(svg, match => names.GetValueOrDefault(match.Value, match.Value));
    }

    [GeneratedRegex("(?<= id=\")(?<kind>[A-Za-z]+)_[0-9A-Fa-f]+(?=\")")]
    private static partial Regex Definition();

    [GeneratedRegex("(?<= id=\"|url\\(#|href=\"#)[A-Za-z]+_[0-9A-Fa-f]+")]
    private static partial Regex Use();
}
