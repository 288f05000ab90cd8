using Clade.Core.Tests.Experiments;

namespace Clade.Core.Tests.Schedulers;

/// <summary>Decisions are those of Ray Tune, report by report.</summary>
public sealed class PeerTraceTests
{
    [Theory]
    [InlineData("asha_trace_rf2_sequential.csv", 2)]
    [InlineData("asha_trace_rf2_async.csv", 2)]
    [InlineData("asha_trace_rf3_async.csv", 3)]
    public void Asha_decides_as_its_peer_does(string file, double factor) => Follow(
        file, new Asha { MaxResource = 81, ReductionFactor = factor, TimeAttribute = "t" }, Stop.Never);

    [Fact]
    public void Median_stopping_decides_as_its_peer_does() => Follow(
        "median_trace_grace10_min5.csv",
        new MedianStopping { GracePeriod = 10, MinOthers = 5, TimeAttribute = "t" }, Stop.AtIteration(50));

    private static void Follow(string file, Scheduler scheduler, StopRule stop)
    {
        var reports = PeerData.Read(file);
        var trials = reports.Max(report => report.Trial) + 1;
        var script = new Script(RungSettings.Of(scheduler, trials) with { Stop = stop }, slots: trials);
        var stopped = 0;
        for (var i = 0; i < reports.Count; i++)
        {
            var report = reports[i];
            var answer = script.Report(report.Trial, report.Time, report.Score);
            var expected = report.Decision == "CONTINUE" ? 'C' : 'S';
            Assert.True(expected == answer, $"Report {i} ({report}) got {answer}.");
            if (report.Decision == "STOP") stopped++;
        }

        Assert.True(stopped > 20, $"Only {stopped} stops.");
    }
}
