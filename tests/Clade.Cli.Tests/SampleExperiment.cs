using System.Globalization;

namespace Clade.Cli.Tests;

/// <summary>Small experiments, made by the real engine in this process.</summary>
internal static class SampleExperiment
{
    public static SearchSpace Space { get; } = new()
    {
        ["lr"] = Search.LogUniform(0.01, 0.2),
        ["optimizer"] = Search.Choice("sgd", "adam"),
        ["hidden"] = Search.RandInt(1, 9).Structural(),
    };

    /// <summary>Population Based Training of four trials over twelve iterations, in <c>experiments</c>.</summary>
    public static TuneOptions Population(TempFolder folder) => Options(folder) with
    {
        Scheduler = new PopulationBasedTraining { PerturbationInterval = 3, Synchronous = true },
    };

    public static TuneOptions Options(TempFolder folder) => new()
    {
        Name = "small",
        Objective = Objective.Maximize("score"),
        Space = Space,
        Trials = 4,
        Seed = 5,
        Stop = Stop.AtIteration(12),
        Folder = folder["experiments"],
        Workers = WorkerKind.InProcess,
        Progress = Progress.Quiet,
        HandlesCtrlC = false,
    };

    public static async Task<TuneResult> RunAsync(TuneOptions options, Action<Trial>? train = null) =>
        await Tune.RunAsync(train ?? Train, options, TestContext.Current.CancellationToken);

    public static void Train(Trial trial)
    {
        var weight = 0.0;
        trial.Restore(folder => weight = Load(folder));
        while (true)
        {
            var factor = trial.Config["optimizer"].ToString() == "adam" ? 1.1 : 1;
            weight += trial.Config["lr"].ToDouble() * factor * (1 - weight) * trial.Config["hidden"].ToInt64() / 9;
            trial.Report(new { score = weight, loss = 1 - weight }, folder => Save(folder, weight));
        }
    }

    private static double Load(string folder) =>
        double.Parse(File.ReadAllText(Path.Combine(folder, "weight")), CultureInfo.InvariantCulture);

    private static void Save(string folder, double weight) =>
        File.WriteAllText(Path.Combine(folder, "weight"), weight.ToString("R", CultureInfo.InvariantCulture));
}
