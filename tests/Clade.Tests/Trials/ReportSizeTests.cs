using Clade.Trials;
using Clade.Workers.Channel;

namespace Clade.Tests.Trials;

public sealed class ReportSizeTests
{
    // {"…":1} takes six bytes beside the name.
    [Theory]
    [InlineData('a', 1)]
    [InlineData('ü', 6)]
    public void A_report_of_64_KiB_passes_and_one_byte_more_does_not(char letter, int bytesPerLetter)
    {
        var fitting = (ReportSize.BytesMax - 6) / bytesPerLetter;

        ReportSize.Require(Of(new string(letter, fitting)));
        var e = Assert.Throws<ArgumentException>(() => ReportSize.Require(Of(new string(letter, fitting + 1))));

        Assert.Contains("1 metrics are ", e.Message, StringComparison.Ordinal);
        Assert.Contains("at most 65536 fit into a report", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_report_still_fits_with_names_of_what_was_not_read()
    {
        var metrics = Of(new string('a', ReportSize.BytesMax - 6));
        var unread = ReportSize.Fitting([.. Enumerable.Range(0, 500).Select(static i => $"größe{i}")]);
        Assert.InRange(unread.Length, 20, 100);

        var line = ChannelJson.Write(new ReportMessage(
            new TrialId(int.MaxValue), int.MaxValue, ChannelToken.New(), long.MaxValue, metrics, CanSave: false,
            unread));

        Assert.InRange(line.Length, ReportSize.BytesMax + 500, AttemptProtocol.ReportLineBytesMax);
    }

    private static Metrics Of(string name) => new([new(name, 1)]);
}
