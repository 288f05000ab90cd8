using System.Diagnostics;

namespace Clade.Benchmarks;

/// <summary>
/// Seconds from the start of a user's program to its first trial's first report: median of seven programs.
/// </summary>
internal static class FirstReport
{
    public const string ChildArgument = "--first-report-child";

    public static async Task<double[]> RunAsync(bool quick)
    {
        var seconds = new double[quick ? 3 : 7];
        for (var i = 0; i < seconds.Length; i++)
        {
            using var scratch = new ScratchFolder();
            var started = DateTimeOffset.UtcNow;
            using var program = Process.Start(Environment.ProcessPath!, [ChildArgument, scratch.Path]);
            await program.WaitForExitAsync();
            var result = TuneResult.Open(Path.Combine(scratch.Path, "first-report"));
            seconds[i] = (result.Reports().First().Time - started).TotalSeconds;
        }

        Statistics.Note($"from {seconds.Min():F3} to {seconds.Max():F3} s");
        return [Statistics.Median(seconds)];
    }

    public static Task RunChildAsync(string folder) => Tune.RunAsync(
        Train,
        new TuneOptions
        {
            Name = "first-report",
            Space = new SearchSpace { ["x"] = Search.Uniform(0, 1) },
            Objective = Objective.Maximize("x"),
            Trials = 1,
            Stop = Stop.AtIteration(1),
            Folder = folder,
            Progress = Progress.None,
        });

    private static void Train(Trial trial) => trial.Report(new { x = trial.Config["x"].ToDouble() });
}
