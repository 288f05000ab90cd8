using System.Globalization;

namespace Clade.Spaces;

/// <summary>Multiples of a quantum as people write them: three times 0.1 is 0.3, not 0.30000000000000004.</summary>
internal static class Multiples
{
    /// <summary>A sum or product may be off by this share of a quantum and still counts as a multiple.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>More multiples than this are not told apart: above it a double has no odd numbers.</summary>
    public const double CountMax = 1L << 53;

    /// <summary>Beyond this a decimal runs out of digits.</summary>
    private const double DecimalCountMax = 1e14;

    public static double Nearest(double value, double quantum) =>
        At(Math.Round(value / quantum, MidpointRounding.AwayFromZero), quantum);

    public static bool IsMultiple(double value, double quantum)
    {
        var count = value / quantum;
        return Math.Abs(count - Math.Round(count)) <= Tolerance && Math.Abs(count) <= CountMax;
    }

    private static double At(double count, double quantum)
    {
        // A decimal holds both factors exactly, in all but exotic cases; the product is then rounded once.
        var hasExact = decimal.TryParse(
            Literal.Of(quantum), NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            && (double)exact == quantum;
        return hasExact && Math.Abs(count) < DecimalCountMax && Math.Abs(count * quantum) < DecimalCountMax
            ? (double)(exact * (decimal)count)
            : count * quantum;
    }
}
