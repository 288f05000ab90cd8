using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Clade.Trials;

namespace Clade.Programs;

/// <summary>What a program can be given for one attempt; what it takes of the disk goes with it.</summary>
/// <param name="order">What the attempt is about.</param>
/// <param name="reporter">Where its checkpoints lie.</param>
/// <param name="folder">A folder of the attempt's own; it does not exist yet.</param>
internal sealed class AttemptValues(AttemptOrder order, AttemptReporter reporter, string folder) : IDisposable
{
    private string? _output;

    /// <summary>The folder that the program may save into before it ends; none if it was not asked for.</summary>
    public string? Output => _output;

    /// <summary>The seed as a training function gets it.</summary>
    public static int SeedOf(AttemptOrder order) => (int)(order.Seed & int.MaxValue);

    /// <summary>The value of a macro; empty for what this trial does not have.</summary>
    public string Of(string name) => name switch
    {
        ProgramMacros.Config => WriteConfig(),
        ProgramMacros.Seed => Text(SeedOf(order)),
        ProgramMacros.Trial => order.Trial.ToString(),
        ProgramMacros.Iteration => Text(order.Iteration),
        ProgramMacros.CheckpointIn => reporter.CheckpointFolder ?? "",
        ProgramMacros.CheckpointOut => _output ??= reporter.Checkpoints.CreateOutput(order.Trial, order.Attempt),
        ProgramMacros.Exchange => Directory.CreateDirectory(folder).FullName,
        _ => order.Config.Find(name)?.ToString() ?? "",
    };

    /// <summary>Writes the configuration as JSON, and says where.</summary>
    public string WriteConfig()
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "config.json");
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(order.Config, ProgramJson.Readable.Configuration));
        return path;
    }

    public void Dispose()
    {
        foreach (var made in (ImmutableArray<string?>)[folder, _output])
        {
            if (Directory.Exists(made)) Directory.Delete(made, recursive: true);
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
