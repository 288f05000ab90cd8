using System.Collections.Immutable;
using System.Globalization;

namespace Clade.Benchmarks.Programs;

/// <summary>The experiments that are measured: a script that trains nothing, in each protocol.</summary>
internal static class Bench
{
    /// <summary>A program that makes so many iterations of so many seconds; 0 are as many as wanted.</summary>
    public static TrainingProgram Program(ProgramProtocol protocol, int iterations, double seconds) => new()
    {
        Command =
        [
            "python3", Path.Combine(AppContext.BaseDirectory, "Scripts", "bench.py"),
            protocol.ToString().ToLowerInvariant(), iterations.ToString(CultureInfo.InvariantCulture),
            seconds.ToString(CultureInfo.InvariantCulture),
        ],
        Protocol = protocol,
    };

    public static TrainingProgram With(this TrainingProgram program, string variable, string value) =>
        program with { Environment = program.Environment.Add(variable, value) };

    public static TuneOptions Options(string folder, int trials) => new()
    {
        Name = "bench",
        Objective = Objective.Maximize("score"),
        Space = new SearchSpace { ["x"] = Search.Uniform(0, 1) },
        Trials = trials,
        MaxConcurrentTrials = 2,
        Resources = new Resources(Cpu: 0.5),
        Folder = folder,
        Progress = Progress.None,
        Seed = 1,
    };

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>A folder that is removed when the measurement is done.</summary>
    public static async Task<T> InFolderAsync<T>(Func<string, Task<T>> measure)
    {
        var folder = Directory.CreateTempSubdirectory("clade-benchmark-").FullName;
        try
        {
            return await measure(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static ImmutableArray<ProgramProtocol> Protocols { get; } =
        [ProgramProtocol.Output, ProgramProtocol.Files, ProgramProtocol.Channel];
}
