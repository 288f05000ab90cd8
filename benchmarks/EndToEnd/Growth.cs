using System.Diagnostics;
using System.Globalization;

namespace Clade.Benchmarks;

/// <summary>
/// An experiment with 1,000,000 reports: seconds from the call of ResumeAsync to the first training function's first
/// line (the longest of all openings), the most megabytes that a driver ever held, writing or resuming, and what the
/// dearest tenth of the reports cost beside the first.
/// </summary>
/// <remarks>
/// Each part runs in a program of its own, as a user's would. The first driver is killed, so the second finds a file
/// that nobody closed; the third finds it closed.
/// </remarks>
internal static class Growth
{
    private const string ChildArgument = "--growth-child";
    private const long Reports = 1_000_000;

    public static async Task<double[]> RunAsync(bool quick)
    {
        using var scratch = new ScratchFolder();
        var written = await RunAsync("write", scratch.Path);
        var killed = await RunAsync("resume", scratch.Path);
        var closed = await RunAsync("resume", scratch.Path);
        var opened = await RunAsync("open", scratch.Path);
        Statistics.Note($"written in {written.Seconds:F1} s with {written.Megabytes:F0} MB");
        Statistics.Note($"resumed after a kill in {killed.Seconds:F2} s with {killed.Megabytes:F0} MB");
        Statistics.Note($"resumed after a clean end in {closed.Seconds:F2} s with {closed.Megabytes:F0} MB");
        Statistics.Note($"result opened in {opened.Seconds:F2} s with {opened.Megabytes:F0} MB");
        return
        [
            new[] { killed.Seconds, closed.Seconds, opened.Seconds }.Max(),
            new[] { written.Megabytes, killed.Megabytes, closed.Megabytes }.Max(),
            written.Ratio,
        ];
    }

    /// <summary>Serves as a part of the measurement, if the arguments say so.</summary>
    public static async Task<bool> RunChildAsync(string[] args)
    {
        if (args is not [ChildArgument, var part, var folder]) return false;

        var ratio = 1.0;
        var clock = Stopwatch.StartNew();
        switch (part)
        {
            case "write":
                ratio = Write(folder);
                break;
            case "resume":
                await ResumeAsync(folder, () => clock.Stop());
                break;
            case "open":
                _ = TuneResult.Open(Path.Combine(folder, "growth"));
                break;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:F3} {PeakMegabytes():F1} {ratio:F3}"));

        // Nothing is closed: the next driver finds what a killed one leaves.
        if (part == "write") Process.GetCurrentProcess().Kill();
        return true;
    }

    // From the ten-thousandth report to the millionth, in steps: the dearest beside the first.
    private static double Write(string folder)
    {
        var journal = GrowthJournal.Begin(GrowthJournal.Options(folder), slots: 50);
        journal.Fill(10_000);
        double[] costs =
        [
            .. Enumerable.Range(1, 10).Select(tenth => journal.Fill(10_000 + (tenth * (Reports - 10_000) / 10))),
        ];
        Statistics.Note($"each tenth: {string.Join(", ", costs.Select(static cost => $"{cost:F1}"))} us a report");
        journal.Abandon();
        return costs.Max() / costs[0];
    }

    private static async Task ResumeAsync(string folder, Action begun)
    {
        using var cancellation = new CancellationTokenSource();
        try
        {
            await Tune.ResumeAsync(
                (Trial trial) =>
                {
                    begun();
                    cancellation.Cancel();
                    trial.Report(new { score = 0, loss = 1, seconds = 1 }, static _ => { });
                },
                Path.Combine(folder, "growth"), GrowthJournal.Options(folder), cancellation.Token);
        }
        catch (OperationCanceledException)
        {
            // It went on, which is all that is asked.
        }
    }

    private static async Task<(double Seconds, double Megabytes, double Ratio)> RunAsync(string part, string folder)
    {
        var info = new ProcessStartInfo(Environment.ProcessPath!, [ChildArgument, part, folder])
        {
            RedirectStandardOutput = true,
        };
        using var program = Process.Start(info)!;
        var output = await program.StandardOutput.ReadToEndAsync();
        await program.WaitForExitAsync();
        var last = output.TrimEnd().Split('\n')[^1];
        var numbers = last.Split(' ')
            .Select(static text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return numbers is [var seconds, var megabytes, var ratio]
            ? (seconds, megabytes, ratio)
            : throw new InvalidOperationException($"The part '{part}' ended with {program.ExitCode}: {output}");
    }

    private static double PeakMegabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1e6;
    }
}
