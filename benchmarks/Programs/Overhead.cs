using System.Diagnostics;
using System.Globalization;

namespace Clade.Benchmarks.Programs;

/// <summary>What an attempt costs beyond the script's own time, and what an exploit costs.</summary>
internal static class Overhead
{
    private const int Trials = 10;
    private const int Slots = 2;

    /// <summary>
    /// Milliseconds between the end of one training's last line and the start of the next process in its slot (with one
    /// process for all: of the next training), the median over the attempts of one experiment.
    /// </summary>
    public static Task<double> OfAttemptAsync(ProgramProtocol protocol) => Bench.InFolderAsync(async folder =>
    {
        var times = Path.Combine(folder, "times");
        await Tune.RunAsync(
            Bench.Program(protocol, iterations: 3, seconds: 0.1).With("BENCH_TIMES", times),
            Bench.Options(folder, Trials));
        var trainings = (await File.ReadAllLinesAsync(times))
            .Select(static line => line.Split(' ').Select(static t => double.Parse(t, CultureInfo.InvariantCulture)))
            .Select(static pair => (Began: pair.First(), Ended: pair.Last())).ToArray();

        // Each that begins takes the slot of the one that ended first.
        var ends = trainings.Select(static t => t.Ended).Order();
        var beginnings = trainings.Select(static t => t.Began).Order().Skip(Slots);
        return Bench.Median(beginnings.Zip(ends, static (began, ended) => (began - ended) * 1000));
    });

    /// <summary>Milliseconds from the start of a Python that does nothing to its end: what a process costs.</summary>
    public static async Task<double> OfPythonAsync()
    {
        var times = new List<double>();
        for (var i = 0; i < Trials; i++)
        {
            var clock = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, Slots).Select(static async _ =>
            {
                using var python = Process.Start("python3", ["-c", "import json, os, subprocess, sys, time"]);
                await python.WaitForExitAsync();
            }));
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        return Bench.Median(times);
    }

    /// <summary>
    /// Milliseconds from an exploit's decision to the first report with the donor's weights (1.6 MB): the median. An
    /// iteration takes a millisecond.
    /// </summary>
    public static Task<double> OfExploitAsync(ProgramProtocol protocol) => Bench.InFolderAsync(async folder =>
        ExploitTime(await Tune.RunAsync(Bench.Program(protocol, iterations: 0, seconds: 0.001), Pbt(folder))));

    /// <summary>The same for a training function of .NET.</summary>
    public static Task<double> OfFunctionsExploitAsync() =>
        Bench.InFolderAsync(async folder => ExploitTime(await Tune.RunAsync(Train, Pbt(folder))));

    private static TuneOptions Pbt(string folder) => Bench.Options(folder, trials: 2) with
    {
        Scheduler = new PopulationBasedTraining { PerturbationInterval = 2, MaxSkew = double.PositiveInfinity },
        Stop = Stop.AtIteration(60),
    };

    private static double ExploitTime(TuneResult result)
    {
        var firstReports = result.Reports().GroupBy(static r => r.Segment).ToDictionary(
            static segment => segment.Key, static segment => segment.Min(static r => r.Time));
        return Bench.Median(result.Exploits.Where(exploit => firstReports.ContainsKey(exploit.Segment))
            .Select(exploit => (firstReports[exploit.Segment] - exploit.Record.Time).TotalMilliseconds));
    }

    private static void Train(Trial trial)
    {
        trial.Restore(static folder => File.ReadAllBytes(Path.Combine(folder, "weights")));
        while (true)
        {
            Thread.Sleep(1);
            trial.Report(
                new { score = Random.Shared.NextDouble() },
                save: static folder => File.WriteAllBytes(Path.Combine(folder, "weights"), new byte[1_600_000]));
        }
    }
}
