using System.Globalization;

namespace Clade.Storage;

/// <summary>Points in time as the store writes them: ISO 8601 in UTC with 100 ns, all of one length.</summary>
internal static class StoreTime
{
    /// <summary>Characters of a time, and bytes: they are ASCII.</summary>
    public const int Length = 28;

    public static void Write(DateTimeOffset time, Span<byte> utf8) =>
        Invariant.Require(
            time.UtcDateTime.TryFormat(utf8, out var written, "O", CultureInfo.InvariantCulture) && written == Length);

    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <exception cref="FormatException">The text is no such time.</exception>
    public static DateTimeOffset Read(string text) => DateTimeOffset.ParseExact(
        text, "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
