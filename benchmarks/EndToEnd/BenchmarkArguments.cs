namespace Clade.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="Only">The one figure to measure; none means all.</param>
/// <param name="JsonPath">Where the figures go as JSON; none means nowhere.</param>
/// <param name="IsQuick">Whether fewer and shorter runs will do.</param>
internal sealed record BenchmarkArguments(string? Only, string? JsonPath, bool IsQuick)
{
    /// <returns>The arguments; none with the mistake that they have.</returns>
    public static BenchmarkArguments? Parse(string[] args, out string? mistake)
    {
        var parsed = new BenchmarkArguments(null, null, IsQuick: false);
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : null;
            mistake = args[i] switch
            {
                "--quick" => null,
                "--only" or "--json" when value is null => $"{args[i]} needs a value.",
                "--only" when !Measure.All.Any(m => m.Names.Contains(value)) =>
                    $"'{value}' is not measured. These are: " +
                    string.Join(", ", Measure.All.SelectMany(static m => m.Names)) + ".",
                "--only" or "--json" => null,
                _ => $"'{args[i]}' is no option: --only NAME, --json FILE, --quick.",
            };
            if (mistake is not null) return null;

            parsed = args[i] switch
            {
                "--quick" => parsed with { IsQuick = true },
                "--only" => parsed with { Only = args[++i] },
                _ => parsed with { JsonPath = args[++i] },
            };
        }

        mistake = null;
        return parsed;
    }
}
