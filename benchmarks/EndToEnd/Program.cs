// Measures whole experiments and prints one table; --json FILE writes the same as one flat object, --only NAME
// measures one, --quick takes under three minutes for all and is less exact.

using System.Globalization;
using System.Text.Json;
using Clade.Benchmarks;

if (args is [FirstReport.ChildArgument, var folder])
{
    await FirstReport.RunChildAsync(folder);
    return 0;
}

if (await Growth.RunChildAsync(args)) return 0;

if (BenchmarkArguments.Parse(args, out var mistake) is not { } arguments)
{
    Console.Error.WriteLine(mistake);
    return 2;
}

// Figures look the same everywhere.
CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
var results = new Dictionary<string, double>();
foreach (var measure in Measure.All.Where(m => arguments.Only is null || m.Names.Contains(arguments.Only)))
{
    var figures = await measure.Run(arguments.IsQuick);
    foreach (var (name, figure) in measure.Names.Zip(figures))
    {
        if (arguments.Only is not null && arguments.Only != name) continue;

        results[name] = figure;
        Console.WriteLine($"{name,-30} {figure,12:G5}");
    }
}

if (arguments.JsonPath is { } path) await File.WriteAllTextAsync(path, JsonSerializer.Serialize(results) + "\n");
return 0;
