using System.Globalization;
using Clade;
using Clade.Benchmarks.Pb2;

const string Usage = "Clade.Benchmarks.Pb2 [--seeds 50] [--population 4] [--only PART-OF-A-TASK'S-NAME]";

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var (seeds, population, only) = (50, 4, "");
for (var i = 0; i < args.Length; i += 2)
{
    switch (args[i], args.ElementAtOrDefault(i + 1))
    {
        case ("--seeds", { } text) when int.TryParse(text, out seeds) && seeds > 0:
        case ("--population", { } size) when int.TryParse(size, out population) && population > 1:
            break;
        case ("--only", { } part):
            only = part;
            break;
        default:
            Console.Error.WriteLine(Usage);
            return 1;
    }
}

var plain = new Contender("PBT", Explore.PerturbOrResample);
Contender[] others =
[
    new("PB2", new PopulationBasedBandits()),
    new("PB2, categories resampled", new PopulationBasedBandits { LearnsCategories = false }),
];
Console.WriteLine($"Population {population}, {seeds} seeds, best last score; higher is better.\n");
Console.WriteLine("| task | explore | median | quartiles | wins against PBT |\n|---|---|---|---|---|");
foreach (var task in Tasks.All.Where(task => task.Name.Contains(only, StringComparison.Ordinal)))
{
    var reference = plain.Run(task, population, seeds);
    Console.WriteLine($"| {task.Name} | {plain.Name} | {Summary.Of(reference)} | |");
    foreach (var contender in others.Take(task.HasCategories ? 2 : 1))
    {
        var scores = contender.Run(task, population, seeds);
        var wins = scores.Zip(reference).Count(static pair => pair.First > pair.Second);
        Console.WriteLine($"| | {contender.Name} | {Summary.Of(scores)} | {wins} of {seeds} |");
    }
}

return 0;
