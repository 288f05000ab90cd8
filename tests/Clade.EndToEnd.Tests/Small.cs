using System.Globalization;

namespace Clade.EndToEnd.Tests;

/// <summary>A small experiment, to be varied.</summary>
internal static class Small
{
    public static SearchSpace Space { get; } = new()
    {
        ["lr"] = Search.Uniform(0.01, 0.2),
        ["hidden"] = Search.RandInt(1, 9).Structural(),
    };

    public static TuneOptions Options(TempFolder folder) => new()
    {
        Name = "small",
        Objective = Objective.Maximize("score"),
        Space = Space,
        Trials = 4,
        Seed = 5,
        Scheduler = new PopulationBasedTraining { PerturbationInterval = 3, MaxSkew = double.PositiveInfinity },
        Stop = Stop.AtIteration(12),
        Folder = folder.Path,
        Progress = Progress.Quiet,
        HandlesCtrlC = false,
    };

    public static void Train(Trial trial)
    {
        var weight = 0.0;
        trial.Restore(folder => weight = Load(folder));
        while (true)
        {
            weight += trial.Config["lr"].ToDouble() * (1 - weight);
            trial.Report(new { score = weight }, folder => Save(folder, weight));
        }
    }

    public static double Load(string folder) =>
        double.Parse(File.ReadAllText(Path.Combine(folder, "weight")), CultureInfo.InvariantCulture);

    public static void Save(string folder, double weight) =>
        File.WriteAllText(Path.Combine(folder, "weight"), weight.ToString("R", CultureInfo.InvariantCulture));
}
