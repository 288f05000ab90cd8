using Clade.Trials;
using CsCheck;

namespace Clade.Programs.Tests;

/// <summary>Whatever a program prints or writes is understood, or refused by name.</summary>
public sealed class HostileTextTests : IDisposable
{
    private static readonly string[] Pieces =
    [
        "{", "}", "\"", "\\", "\\ud800", ":", ",", "=", "score", "lr", "can_save", "0.5", "-1e400", "NaN", "Infinity",
        "null", "true", "[", "]", " ", "\n", "\r", "\0", "é", "🦆", "{\"score\": 1}", "score=1", "lr=0.1",
        "\"lr\": 0.1",
    ];

    private static readonly Gen<string> Texts = Gen.Int[0, Pieces.Length - 1].Select(static i => Pieces[i])
        .Array[0, 12].Select(static pieces => string.Concat(pieces));

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_line_of_output_is_a_report_or_none()
    {
        var metrics = new OutputMetrics([@"(?<score>\S+)"], ["score"]);
        var reports = 0;
        Texts.Sample(
            text =>
            {
                if (metrics.Read(text) is { } read && read.ContainsKey("score")) Interlocked.Increment(ref reports);
            },
            iter: 5_000);
        Assert.True(reports > 100, $"The generator is too tame: {reports} reports.");
    }

    [Theory]
    [InlineData("report")]
    [InlineData("started")]
    public void A_file_is_understood_or_refused(string name)
    {
        var order = new AttemptOrder(
            new TrialId(0), 0, Configuration.Of(("lr", 0.1)), null, 0, 0, 0, 1, [], [], Restart: null);
        var exchange = new ExchangeFolder(_place.Path, order);
        var (understood, refused) = (0, 0);
        Texts.Sample(
            text =>
            {
                _place.Write(name, text);
                try
                {
                    Assert.NotNull(exchange.TryTake(static () => 0));
                    understood++;
                }
                catch (ProgramException)
                {
                    refused++;
                }

                Assert.False(File.Exists(_place[name]));
            },
            iter: 1_000, threads: 1);
        Assert.True(understood > 20 && refused > 20, $"The generator is too tame: {understood} and {refused}.");
    }
}
