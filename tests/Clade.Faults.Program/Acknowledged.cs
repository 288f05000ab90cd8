using System.Globalization;

namespace Clade.Faults;

/// <summary>The worker's own record of what the driver answered, outside of the experiment.</summary>
internal sealed record Acknowledged(int Trial, int Attempt, long Sequence, long Iteration, double Score)
{
    private const string Pattern = "acknowledged-*";

    /// <summary>Writes a line before the training function does anything else.</summary>
    public static void Add(FaultPlan plan, TrialId trial, int attempt, long sequence, long iteration, double score)
    {
        // A file for each process: no two of them append to the same one. One call of the system writes the line.
        var path = Path.Combine(plan.Scratch, Pattern.Replace(
            "*", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        File.AppendAllText(path, string.Create(
            CultureInfo.InvariantCulture, $"{trial.Value} {attempt} {sequence} {iteration} {score:R}\n"));
    }

    /// <summary>Everything that was acknowledged to any worker.</summary>
    public static HashSet<Acknowledged> ReadAll(FaultPlan plan) =>
    [
        .. from file in Directory.EnumerateFiles(plan.Scratch, Pattern)
           from line in File.ReadLines(file)
           select Parse(line.Split(' ')),
    ];

    private static Acknowledged Parse(string[] parts) => new(
        int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture),
        long.Parse(parts[2], CultureInfo.InvariantCulture), long.Parse(parts[3], CultureInfo.InvariantCulture),
        double.Parse(parts[4], CultureInfo.InvariantCulture));
}
