// Measures whole experiments in worker processes and prints one table; --json FILE writes the same as one flat object,
// --only NAME measures one.

using System.Globalization;
using System.Text.Json;
using Clade.Benchmarks;

if (args is [FirstReport.ChildArgument, var folder])
{
    await FirstReport.RunChildAsync(folder);
    return 0;
}

var only = Value("--only");
var measures = new Dictionary<string, Func<Task<double>>>
{
    ["first_report_s"] = FirstReport.MeasureAsync,
    ["exploit_ms_p50"] = ExploitLatency.MeasureAsync,
};
if (only is not null && !measures.ContainsKey(only))
{
    Console.Error.WriteLine($"'{only}' is not measured. These are: {string.Join(", ", measures.Keys)}.");
    return 2;
}

var results = new Dictionary<string, double>();
foreach (var (name, measure) in measures.Where(m => only is null || m.Key == only))
{
    results[name] = await measure();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-24} {results[name],12:G5}"));
}

if (Value("--json") is { } path) File.WriteAllText(path, JsonSerializer.Serialize(results) + "\n");
return 0;

string? Value(string option)
{
    var index = Array.IndexOf(args, option);
    return index >= 0 && index + 1 < args.Length ? args[index + 1] : null;
}
