using System.Globalization;

namespace Clade.Spaces;

/// <summary>
/// How a 32-bit float is written as a 64-bit one: as people write it, so that 0.1f is 0.1 and not 0.10000000149011612.
/// </summary>
internal static class SinglePrecision
{
    public static double Write(float value)
    {
        var written = double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        // Rounding twice could, in principle, miss the float; reading back exactly matters more than looks.
        return (float)written == value ? written : value;
    }

    public static double Round(double value) => Write((float)value);
}
