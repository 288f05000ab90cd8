using System.Collections.Immutable;
using System.Globalization;
using Clade.Workers.Channel;

namespace Clade.Trials;

/// <summary>How large a report may be, on every host alike.</summary>
internal static class ReportSize
{
    /// <summary>The largest size of a report's metrics, written as JSON: 64 KiB.</summary>
    public const int BytesMax = 64 << 10;

    /// <summary>How much room a report has beside its metrics for the names of what was not read: 2 KiB.</summary>
    public const int UnreadBytesMax = 2 << 10;

    // A character takes at most six bytes in JSON; a number at most 24; quotes, colon and comma.
    private const int BytesPerCharacterMax = 6;
    private const int BytesPerMetricMax = 32;

    /// <summary>As many of the names as fit beside a report's metrics.</summary>
    public static ImmutableArray<string> Fitting(ImmutableArray<string> unread)
    {
        var bytes = 0;
        return
        [
            .. unread.TakeWhile(name => (bytes += (BytesPerCharacterMax * name.Length) + 3) <= UnreadBytesMax),
        ];
    }

    /// <exception cref="ArgumentException">The metrics are too large.</exception>
    public static void Require(Metrics metrics)
    {
        var atMost = 2L;
        foreach (var (name, _) in metrics) atMost += BytesPerMetricMax + ((long)BytesPerCharacterMax * name.Length);
        if (atMost <= BytesMax) return;

        var bytes = ChannelJson.SizeOf(metrics);
        if (bytes <= BytesMax) return;

        throw new ArgumentException(string.Create(
            CultureInfo.InvariantCulture,
            $"The report's {metrics.Count} metrics are {bytes} bytes long as JSON, and at most {BytesMax} fit into ") +
            "a report, because every one is kept for ever. Report fewer metrics or shorter names, and write large " +
            "data into files of your own.", nameof(metrics));
    }
}
