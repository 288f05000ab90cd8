namespace Clade;

/// <summary>What of a machine's memory can still be had.</summary>
/// <param name="AvailableBytes">What can be had without pushing anybody's memory out.</param>
/// <param name="TotalBytes">All that there is for this process and its like.</param>
internal readonly record struct MemoryReading(long AvailableBytes, long TotalBytes);

/// <summary>When memory is short, and when it is not any more.</summary>
/// <remarks>
/// A level is left at more than what it was entered at: otherwise every trial that starts when memory becomes ample
/// would make it short again at once.
/// </remarks>
internal static class MemoryRules
{
    /// <summary>
    /// Memory is short below this share of it, or below <see cref="ShortBytesMax"/> where that is less.
    /// </summary>
    public const double ShortFraction = 0.1;

    /// <summary>With so much left nobody need wait, however large the machine is.</summary>
    public const long ShortBytesMax = 1L << 30;

    /// <summary>Critical is this share of short.</summary>
    public const double CriticalFraction = 0.25;

    /// <summary>Short ends at so many times what it begins at.</summary>
    public const double ShortEndFactor = 1.5;

    /// <summary>Critical ends at so many times what it begins at.</summary>
    public const double CriticalEndFactor = 2;

    /// <summary>Below this no further trial starts.</summary>
    public static long ShortBytes(long totalBytes) => Math.Min((long)(totalBytes * ShortFraction), ShortBytesMax);

    /// <summary>Below this a trial is ended, before the system kills one.</summary>
    public static long CriticalBytes(long totalBytes) => (long)(ShortBytes(totalBytes) * CriticalFraction);

    /// <summary>What has to come free so that memory is not critical any more.</summary>
    public static long MissingBytes(long availableBytes, long totalBytes) =>
        (long)(CriticalBytes(totalBytes) * CriticalEndFactor) - availableBytes;

    public static MemoryLevel Next(MemoryLevel before, MemoryReading reading)
    {
        var (left, critical, low) = (
            reading.AvailableBytes, CriticalBytes(reading.TotalBytes), ShortBytes(reading.TotalBytes));
        if (left < critical) return MemoryLevel.Critical;
        if (before == MemoryLevel.Critical && left < critical * CriticalEndFactor) return MemoryLevel.Critical;
        if (left < low) return MemoryLevel.Short;
        return before != MemoryLevel.Ample && left < low * ShortEndFactor ? MemoryLevel.Short : MemoryLevel.Ample;
    }
}
