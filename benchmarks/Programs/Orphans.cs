using System.Diagnostics;
using System.Globalization;

namespace Clade.Benchmarks.Programs;

/// <summary>Kills a driver at a random moment, and looks for what stays.</summary>
internal static class Orphans
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(10);

    /// <summary>What the killed process runs: trials whose programs have stubborn children, without end.</summary>
    public static Task DriveAsync(ProgramProtocol protocol, string folder) => Tune.RunAsync(
        Bench.Program(protocol, iterations: 20, seconds: 0.02)
            .With("BENCH_PROCESSES", Path.Combine(folder, "processes")) with
        { TerminationGrace = TimeSpan.FromSeconds(0.1) },
        Bench.Options(folder, trials: 1_000_000) with { Progress = Progress.Verbose });

    /// <summary>Kills one after a random time.</summary>
    /// <returns>How many processes there were, how many stay, and how long the others took to end.</returns>
    public static Task<(int Started, int Left, TimeSpan Waited)> KillOneAsync(
        ProgramProtocol protocol, Random random) => Bench.InFolderAsync(async folder =>
        {
            var file = Path.Combine(folder, "processes");
            using var driver = Process.Start(new ProcessStartInfo(
                Environment.ProcessPath!, ["drive", protocol.ToString(), folder])
            {
                RedirectStandardOutput = true,
            })!;
            driver.BeginOutputReadLine();
            while (!File.Exists(file)) await Task.Delay(10);
            await Task.Delay(random.Next(2000));
            driver.Kill(entireProcessTree: false);
            await driver.WaitForExitAsync();

            var clock = Stopwatch.StartNew();
            int[] started = [];
            int[] left = [0];
            while (left.Length > 0 && clock.Elapsed < EndTimeout)
            {
                await Task.Delay(20);
                started = [.. (await File.ReadAllLinesAsync(file)).Select(static id =>
                    int.Parse(id, CultureInfo.InvariantCulture))];
                left = [.. started.Where(IsAlive)];
            }

            return (started.Length, left.Length, clock.Elapsed);
        });

    private static bool IsAlive(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
