using System.Collections.Immutable;

namespace Clade.Programs.Tests;

/// <summary>What counts as a report in a program's output.</summary>
public sealed class OutputMetricsTests
{
    private static string? Read(string line, params ImmutableArray<string> patterns) =>
        new OutputMetrics(patterns, ["score"]).Read(line)?.ToString();

    [Theory]
    [InlineData("{\"score\": 0.5}", "score=0.5")]
    [InlineData("  {\"epoch\": 3, \"score\": 1e-3, \"done\": true, \"name\": \"x\"} ", "epoch=3 score=0.001 done=1")]
    [InlineData("{\"score\": NaN, \"text\": \"NaN and \\\" Infinity\"}", "score=NaN")]
    [InlineData("{\"score\": -Infinity}", "score=-Infinity")]
    [InlineData("{\"score\": null}", "score=NaN")]
    [InlineData("score=0.5", "score=0.5")]
    [InlineData("epoch=3 loss=1.5e-3, score=.25;", "epoch=3 loss=0.0015 score=0.25")]
    [InlineData("val/score=1 score=-inf", "val/score=1 score=-Infinity")]
    [InlineData("score=nan", "score=NaN")]
    [InlineData("score=1 score=2", "score=2")]
    public void A_line_with_the_metric_is_a_report(string line, string metrics) => Assert.Equal(metrics, Read(line));

    [Theory]
    [InlineData("")]
    [InlineData("loss=0.5")]
    [InlineData("the score is 0.5")]
    [InlineData("myscore=1")]
    [InlineData("score=high")]
    [InlineData("score=93%")]
    [InlineData("score=")]
    [InlineData("{\"loss\": 1}")]
    [InlineData("{\"metrics\": {\"score\": 1}}")]
    [InlineData("{\"score\": \"1\"}")]
    public void Any_other_line_is_none(string line) => Assert.Null(Read(line));

    [Fact]
    public void A_line_that_only_looks_like_JSON_is_read_as_text() =>
        Assert.Equal("score=1", Read("{epoch 3: score=1}"));

    [Fact]
    public void Patterns_find_what_their_groups_name_and_win()
    {
        Assert.Equal("score=0.25 loss=2", Read("score is 0.25, loss 2", @"score is (?<score>\S+), loss (?<loss>\d+)"));
        Assert.Equal("score=2", Read("score=1 (2)", @"\((?<score>\d+)\)"));
        Assert.Null(Read("score is unknown", @"score is (?<score>\w+)"));
    }

    [Fact]
    public void Every_metric_of_the_objective_must_be_on_the_line()
    {
        var metrics = new OutputMetrics([], ["accuracy", "latency"]);
        Assert.Null(metrics.Read("accuracy=1"));
        Assert.NotNull(metrics.Read("accuracy=1 latency=2"));
    }

    [Fact]
    public void Lines_come_whole_however_they_are_cut()
    {
        var lines = new List<string>();
        var collector = new LineCollector(lines.Add);
        foreach (var part in (string[])["a=", "1\nb=2\r", "\r\nc=", "3"])
        {
            collector.Take(System.Text.Encoding.UTF8.GetBytes(part));
        }

        collector.Take([]);
        Assert.Equal(["a=1", "b=2", "c=3"], lines);
        Assert.Equal(0, collector.TooLong);
    }

    [Fact]
    public void A_line_beyond_the_limit_is_left_out_and_counted()
    {
        var lines = new List<string>();
        var collector = new LineCollector(lines.Add);
        collector.Take(new byte[LineCollector.LineBytesMax + 1].Select(_ => (byte)'x').ToArray());
        collector.Take("more of it\nscore=1\n"u8);
        Assert.Equal(["score=1"], lines);
        Assert.Equal(1, collector.TooLong);
    }
}
