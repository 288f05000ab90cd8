using System.Globalization;
using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>An integer of one of .NET's types.</summary>
/// <param name="type">int, long or ulong.</param>
internal sealed class IntegerShape(Type type) : Shape
{
    public override string Wanted => "an integer";

    public override string Example => "10";

    public override object? Read(YamlNode node, string path, Reading reading)
    {
        if (node is not YamlScalar scalar) return Mismatch(node, path, reading);
        if (ScalarTraps.RemedyForNumber(scalar) is { } remedy) return Mismatch(node, path, reading, remedy);
        if (scalar.IsQuoted || !ScalarTraps.Integer.IsMatch(scalar.Text))
        {
            return Mismatch(node, path, reading, WholeOf(scalar) is { } whole ? $"write {whole}." : null);
        }

        try
        {
            return Convert.ChangeType(
                decimal.Parse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), type,
                CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            var (low, high) = Bounds;
            return Mismatch(node, path, reading, $"it must lie in [{low}, {high}]. Write one that does.");
        }
    }

    public override JsonNode Schema(SchemaBuilder schema) => type == typeof(ulong)
        ? new JsonObject { ["type"] = "integer", ["minimum"] = 0 }
        : new JsonObject { ["type"] = "integer" };

    public override string? Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture);

    private (string Low, string High) Bounds => Type.GetTypeCode(type) switch
    {
        TypeCode.Int32 => (Invariant(int.MinValue), Invariant(int.MaxValue)),
        TypeCode.UInt64 => ("0", Invariant(ulong.MaxValue)),
        _ => (Invariant(long.MinValue), Invariant(long.MaxValue)),
    };

    private static string Invariant(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    // 1e3 and 10.0 are integers that nobody doubts.
    private static string? WholeOf(YamlScalar scalar) =>
        !scalar.IsQuoted && ScalarTraps.Number.IsMatch(scalar.Text)
        && double.Parse(scalar.Text, CultureInfo.InvariantCulture) is var number
        && Math.Abs(number) < 1e15 && Math.Floor(number) == number
            ? number.ToString("F0", CultureInfo.InvariantCulture)
            : null;
}
