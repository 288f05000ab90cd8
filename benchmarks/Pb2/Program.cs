using System.Globalization;
using Clade;
using Clade.Benchmarks.Pb2;
using Clade.Testing;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var seeds = args is ["--seeds", var text, ..] ? int.Parse(text, CultureInfo.InvariantCulture) : 50;
var only = args is [.., "--only", var part] ? part : "";
(string Name, Explore Explore)[] explores =
[
    ("PBT", Explore.PerturbOrResample), ("PB2", new PopulationBasedBandits()),
    ("PB2, categories resampled", new PopulationBasedBandits { LearnsCategories = false }),
];
Console.WriteLine("| task | explore | median | quartiles | better than PBT |");
Console.WriteLine("|---|---|---|---|---|");
foreach (var task in Tasks.All.Where(task => task.Name.Contains(only, StringComparison.Ordinal)))
{
    double[]? plain = null;
    foreach (var (name, explore) in explores)
    {
        if (name.Contains("categories", StringComparison.Ordinal) && !task.Name.Contains("optimizer", StringComparison.Ordinal)) continue;

        var scores = new double[seeds];
        Parallel.For(0, seeds, seed => scores[seed] = Run(task, explore, (ulong)seed));
        plain ??= scores;
        var wins = scores.Zip(plain).Count(static pair => pair.First > pair.Second);
        var sorted = scores.Order().ToArray();
        Console.WriteLine(
            $"| {task.Name} | {name} | {At(0.5):0.####} | {At(0.25):0.####}–{At(0.75):0.####} | " +
            $"{(name == "PBT" ? "" : $"{wins} of {seeds}")} |");

        double At(double share)
        {
            var place = share * (sorted.Length - 1);
            var low = (int)place;
            return sorted[low] + ((place - low) * (sorted[Math.Min(low + 1, sorted.Length - 1)] - sorted[low]));
        }
    }
}

static double Run(Clade.Benchmarks.Pb2.Task task, Explore explore, ulong seed)
{
    var run = Simulator.Run(new Simulation
    {
        Space = task.Space,
        Objective = Objective.Maximize("score"),
        Training = task.Training,
        Trials = 4,
        Slots = 4,
        Seed = seed,
        Stop = Stop.AtIteration(task.Iterations),
        Scheduler = new PopulationBasedTraining
        {
            PerturbationInterval = task.Interval,
            Synchronous = true,
            Explore = explore,
        },
    });
    if (seed == 0 && Environment.GetEnvironmentVariable("CLADE_SHOW") is not null)
    {
        foreach (var e in run.Exploits)
            Console.WriteLine($"  t{e.TrialTime} {string.Join(' ', e.Changes.Select(c => $"{c.Name} {c.Old?.ToString() ?? "-"}->{c.New?.ToString() ?? "-"} {c.Operation}"))} {e.Note}");
    }

    return run.Trials.Max(static trial => trial.Metric);
}
