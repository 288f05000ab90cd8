using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Clade.Cli.TuneFiles;

/// <summary>An amount of memory or disk: bytes, or with a unit, <c>2GiB</c>.</summary>
internal sealed partial class BytesShape : Shape
{
    private static readonly (string Unit, long Size)[] Units =
    [
        ("TiB", 1L << 40), ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10),
        ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000), ("B", 1),
    ];

    public override string Wanted => "a number of bytes";

    public override string Example => "2GiB or 500MB";

    public override object? Read(YamlNode node, string path, Reading reading)
    {
        if (node is not YamlScalar scalar || scalar.IsEmpty) return Mismatch(node, path, reading);
        if (Amount.Match(scalar.Text) is not { Success: true } match)
        {
            return Mismatch(
                node, path, reading,
                ScalarTraps.RemedyForNumber(scalar) ?? "write bytes, or a unit behind the number: kB, MB, GB, KiB, " +
                "MiB, GiB.");
        }

        var unit = match.Groups[2].Value is { Length: > 0 } given ? given : "B";
        var bytes = decimal.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            * Units.First(item => item.Unit == unit).Size;
        return bytes <= long.MaxValue
            ? (long)bytes
            : Mismatch(node, path, reading, "no machine has so much. Write less.");
    }

    public override JsonNode Schema(SchemaBuilder schema) => new JsonObject
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "integer", ["minimum"] = 0 },
            new JsonObject { ["type"] = "string", ["pattern"] = @"^\d{1,18}(\.\d{1,9})?\s*([KMGT]iB|[kMGT]?B)$" }),
    };

    public override string? Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\d{1,18}(?:\.\d{1,9})?)\s*([KMGT]iB|[kMGT]?B)?$")]
    private static partial Regex Amount { get; }
}
