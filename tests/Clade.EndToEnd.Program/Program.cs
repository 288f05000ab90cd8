// A user's program, for tests to start, kill and resume: arguments are "run ROOT" or "resume FOLDER", then options.

using System.Diagnostics;
using System.Globalization;
using Clade;

var options = new TuneOptions
{
    Name = "program",
    Objective = Objective.Maximize("score"),
    Trials = 4,
    Seed = 11,
    Scheduler = new PopulationBasedTraining { PerturbationInterval = 5, Synchronous = args.Contains("--synchronous") },
    Stop = Stop.AtIteration(args is [.., "--until", var last] ? long.Parse(last, CultureInfo.InvariantCulture) : 20),
    Folder = args is ["run", var root, ..] ? root : "experiments",
    Progress = Progress.Verbose,
    Resources = new Resources(Cpu: 0.5),
};

Console.WriteLine($"main of {Environment.ProcessId}");
var result = args is ["resume", var folder, ..]
    ? await Tune.ResumeAsync<Config>(Training.Train, folder, options)
    : await Tune.RunAsync<Config>(Training.Train, options);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"best {result.Best.Metric:R} {result.Best.Config}"));

internal sealed record Config([Uniform(0.01, 0.2)] double Lr, [RandInt(1, 9), Structural] int Hidden);

internal static class Training
{
    public static void Train(Trial<Config> trial)
    {
        // A child of the worker that would go on for ever, were it left behind.
        using var child = Process.Start(new ProcessStartInfo("sleep", "1000000"))!;
        Console.WriteLine($"worker {Environment.ProcessId} child {child.Id} trial {trial.Id} attempt {trial.Attempt}");
        try
        {
            Loop(trial);
        }
        finally
        {
            child.Kill();
        }
    }

    private static void Loop(Trial<Config> trial)
    {
        var weight = 0.0;
        trial.Restore(folder => weight = double.Parse(
            File.ReadAllText(Path.Combine(folder, "weight")), CultureInfo.InvariantCulture));
        while (true)
        {
            // Time for a test to strike: training proper.
            var clock = Stopwatch.StartNew();
            while (clock.ElapsedMilliseconds < 20) Thread.SpinWait(1000);

            weight += trial.Config.Lr * (1 - weight);
            trial.Report(new { score = weight }, save: folder => File.WriteAllText(
                Path.Combine(folder, "weight"), weight.ToString("R", CultureInfo.InvariantCulture)));
        }
    }
}
