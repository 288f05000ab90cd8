using System.Globalization;

namespace Clade.Core.Tests.Schedulers;

/// <summary>What other systems decided, report by report: files in the folder that CLADE_PEERS_DIR names.</summary>
internal static class PeerData
{
    public static IReadOnlyList<PeerReport> Read(string file)
    {
        var folder = Environment.GetEnvironmentVariable("CLADE_PEERS_DIR");
        var isMissing = string.IsNullOrEmpty(folder);
        if (isMissing)
        {
            var isRequired = Environment.GetEnvironmentVariable("CLADE_REQUIRE")?.Contains("peers") == true;
            Assert.False(isRequired, "CLADE_REQUIRE names peers, but CLADE_PEERS_DIR names no folder.");
            Assert.Skip("CLADE_PEERS_DIR names no folder.");
        }

        return [.. File.ReadLines(Path.Combine(folder!, file)).Skip(1).Select(PeerReport.Parse)];
    }
}

/// <summary>A line of such a file.</summary>
/// <param name="Trial">The trial that reports.</param>
/// <param name="Time">Its time.</param>
/// <param name="Score">Its score; higher is better.</param>
/// <param name="Decision">CONTINUE, STOP or COMPLETE.</param>
internal sealed record PeerReport(int Trial, double Time, double Score, string Decision)
{
    public static PeerReport Parse(string line)
    {
        var fields = line.Split(',');
        return new PeerReport(
            int.Parse(fields[1], CultureInfo.InvariantCulture),
            double.Parse(fields[2], CultureInfo.InvariantCulture),
            double.Parse(fields[3], CultureInfo.InvariantCulture),
            fields[4]);
    }
}
