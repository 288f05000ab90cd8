// PBT beside random search, ASHA and BOHB on MNIST: the same number of epochs for all trials together, the same
// hyperparameters and ranges, the network chosen on validation digits and tested once. Arguments: [SEEDS] [EPOCHS].

using System.Globalization;
using Clade.Benchmarks.MnistComparison;
using Clade.Examples.Mnist;

var seeds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5;
var epochs = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 100;
Console.WriteLine(MnistData.Source.Description);
Console.WriteLine("| search | test %, by seed | median | trials | epochs | seconds |");
Console.WriteLine("|---|---|---|---|---|---|");
foreach (var method in SearchMethod.All)
{
    var runs = new List<ComparisonRun>();
    for (var seed = 1; seed <= seeds; seed++)
    {
        runs.Add(await ComparisonRun.OfAsync(method.OptionsFor(epochs) with { Seed = (ulong)seed }));
    }

    var tests = runs.Select(static run => run.TestAccuracy * 100).ToArray();
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {method.Name} | {string.Join(" ", tests.Select(static test => $"{test:F2}"))} | {Median(tests):F2} | ") +
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Median(runs.Select(static run => (double)run.Trials)):F0} | ") + string.Create(
            CultureInfo.InvariantCulture,
            $"{Median(runs.Select(static run => (double)run.Epochs)):F0} | " +
            $"{Median(runs.Select(static run => run.Seconds)):F0} |"));
}

static double Median(IEnumerable<double> values)
{
    var sorted = values.Order().ToArray();
    return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
