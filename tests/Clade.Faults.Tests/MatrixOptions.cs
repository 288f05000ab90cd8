using System.Collections.Immutable;
using System.Globalization;

namespace Clade.Faults;

/// <summary>What the matrix command is asked to do.</summary>
internal sealed record MatrixOptions
{
    public const string Usage =
        "matrix [--runs N] [--parallel N] [--only ROW[,ROW]] [--json FILE]: runs every cell N times (20), so many at " +
        "once (2), and prints a table. Exit code 1: something failed; 2: these arguments.";

    public int Runs { get; init; } = 20;

    public int Parallel { get; init; } = 2;

    public ImmutableArray<FaultRow> Rows { get; init; } = FaultRows.All;

    public string? JsonPath { get; init; }

    /// <exception cref="FormatException">An argument is not understood.</exception>
    public static MatrixOptions Parse(string[] args)
    {
        var options = new MatrixOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length) throw new FormatException($"'{args[i]}' has no value.");
            var value = args[i + 1];
            options = args[i] switch
            {
                "--runs" => options with { Runs = Count(value) },
                "--parallel" => options with { Parallel = Count(value) },
                "--only" => options with { Rows = [.. value.Split(',').Select(Row)] },
                "--json" => options with { JsonPath = Path.GetFullPath(value) },
                var unknown => throw new FormatException($"'{unknown}' is no option."),
            };
        }

        return options;
    }

    private static int Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw new FormatException($"'{text}' is no count above 0.");

    private static FaultRow Row(string name) => FaultRows.All.FirstOrDefault(row => row.Name == name)
        ?? throw new FormatException(
            $"'{name}' is no row. There are: {string.Join(", ", FaultRows.All.Select(static row => row.Name))}.");
}
