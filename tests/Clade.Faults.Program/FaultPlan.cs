using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clade.Faults;

/// <summary>What goes wrong.</summary>
internal enum FaultKind
{
    None,
    KillDriver,
    KillDriverAndGuardian,
    KillWorker,
    KillChild,
    StopWorker,
    CrashDriver,
    CrashWorker,
    FillDisk,
    MakeReadOnly,
    FlipBit,
    TruncateFile,
    RemoveManifest,
    DelayMessages,
    SlowSave,
    ThrowInTraining,
    ThrowInSave,
    ThrowInRestore,
    ThrowInExplore,
    ThrowInStopRule,
    ThrowInSampleFrom,
}

/// <summary>Which scheduler the experiment has.</summary>
internal enum FaultScheduler
{
    Asynchronous,
    Synchronous,
    Random,
}

/// <summary>One experiment and what goes wrong in it; handed to the driver and its workers by a variable.</summary>
internal sealed record FaultPlan
{
    public const string Variable = "CLADE_FAULT_PLAN";

    /// <summary>The experiment's name, and its folder's.</summary>
    public const string Name = "faults";

    public const int Trials = 4;

    public const long Iterations = 6;

    /// <summary>How large a checkpoint is at least: a full disk must not have room for it.</summary>
    public const int PaddingBytes = 64 << 10;

    public required FaultKind Kind { get; init; }

    public required FaultScheduler Scheduler { get; init; }

    /// <summary>The experiment's seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>A folder outside of the experiment, for what the training function writes down.</summary>
    public required string Scratch { get; init; }

    /// <summary>A fault in training strikes this trial…</summary>
    public int Trial { get; init; }

    /// <summary>…before its first iteration that is not lower; other faults count their occasions up to it.</summary>
    public int At { get; init; } = 1;

    /// <summary>How often the fault strikes.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Where a process kills itself; see <c>CrashPoint</c>.</summary>
    public string? CrashPoint { get; init; }

    public bool DamagesCheckpoint =>
        Kind is FaultKind.FlipBit or FaultKind.TruncateFile or FaultKind.RemoveManifest;

    public string Experiments => Path.Combine(Scratch, "e");

    public string Experiment => Path.Combine(Experiments, Name);

    public string Checkpoints => Path.Combine(Experiment, "checkpoints");

    public string Filler => Path.Combine(Experiments, "filler");

    public static FaultPlan Current { get; } = FromText(Environment.GetEnvironmentVariable(Variable)
        ?? throw new InvalidOperationException($"{Variable} is not set: the tests start this program."));

    public string ToText() => JsonSerializer.Serialize(this, FaultJson.Default.FaultPlan);

    /// <summary>Whether the fault shall strike now; true at most <see cref="Times"/> times, in all processes.</summary>
    public bool Strikes()
    {
        for (var i = 0; i < Times; i++)
        {
            try
            {
                File.Open(Mark(i), FileMode.CreateNew).Dispose();
                return true;
            }
            catch (IOException) when (File.Exists(Mark(i)))
            {
                // It struck there already.
            }
        }

        return false;
    }

    public int TimesStruck() => Enumerable.Range(0, Times).Count(i => File.Exists(Mark(i)));

    private static FaultPlan FromText(string json) =>
        JsonSerializer.Deserialize(json, FaultJson.Default.FaultPlan)!;

    private string Mark(int i) => Path.Combine(Scratch, $"struck-{i}");
}

[JsonSerializable(typeof(FaultPlan))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true, IgnoreReadOnlyProperties = true)]
internal sealed partial class FaultJson : JsonSerializerContext;
