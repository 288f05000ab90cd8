using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Clade.Cli.TuneFiles;

/// <summary>A time with its unit: <c>90s</c>, <c>1h 30m</c>.</summary>
internal sealed partial class DurationShape : Shape
{
    private static readonly (string Unit, TimeSpan Size)[] Units =
    [
        ("d", TimeSpan.FromDays(1)), ("h", TimeSpan.FromHours(1)), ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)), ("ms", TimeSpan.FromMilliseconds(1)),
    ];

    public override string Wanted => "a time with its unit";

    public override string Example => "90s, 30m or 1h 30m";

    public override object? Read(YamlNode node, string path, Reading reading)
    {
        if (node is not YamlScalar { IsEmpty: false } scalar) return Mismatch(node, path, reading);
        if (Parse(scalar.Text) is { } time) return time;

        return Mismatch(node, path, reading, scalar switch
        {
            { Text: "0" } => "write 0s.",
            { Text: var text } when ScalarTraps.Number.IsMatch(text) =>
                $"a number alone could be of any unit. Write {text}s for seconds, {text}m for minutes or {text}h for " +
                "hours.",
            { Text: var text } when text.Contains(':', StringComparison.Ordinal) =>
                "readers of YAML differ on times with colons. Write 1h 30m.",
            _ => "write it with the units d, h, m, s and ms, such as 90s, 30m or 1h 30m.",
        });
    }

    public override JsonNode Schema(SchemaBuilder schema) => new JsonObject
    {
        ["type"] = "string",
        ["pattern"] = @"^\s*(\d+(\.\d+)?(ms|d|h|m|s)\s*)+$",
    };

    public override string? Text(object? value)
    {
        if (value is not TimeSpan time) return null;
        if (time == TimeSpan.Zero) return "0s";

        var (unit, size) = Units.First(item => time.Ticks % item.Size.Ticks == 0 || item.Unit == "ms");
        return (time / size).ToString("0.###", CultureInfo.InvariantCulture) + unit;
    }

    private static TimeSpan? Parse(string text)
    {
        if (Whole.Match(text) is not { Success: true }) return null;

        var total = 0.0;
        foreach (Match part in Part.Matches(text))
        {
            var size = Units.First(item => item.Unit == part.Groups[2].Value).Size;
            total += double.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture) * size.TotalMilliseconds;
        }

        return total < TimeSpan.MaxValue.TotalMilliseconds ? TimeSpan.FromMilliseconds(total) : null;
    }

    [GeneratedRegex(@"^\s*(\d+(\.\d+)?(ms|d|h|m|s)\s*)+$")]
    private static partial Regex Whole { get; }

    [GeneratedRegex(@"(\d+(?:\.\d+)?)(ms|d|h|m|s)")]
    private static partial Regex Part { get; }
}
