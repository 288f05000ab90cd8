using Clade.Storage;
using Clade.Workers.Channel;

namespace Clade.Workers;

/// <summary>What a <see cref="ProcessHost"/> has to know.</summary>
internal sealed record ProcessHostOptions
{
    /// <summary>What a worker process runs.</summary>
    public FunctionReference Entry { get; init; } =
        FunctionReference.From(new Func<WorkerContext, int>(TrainingWorker.Run));

    /// <summary>
    /// The worker's value that says what to train with: <see cref="TrainingWorker.FunctionName"/> or
    /// <see cref="TrainingWorker.ProgramName"/>.
    /// </summary>
    public required (string Name, string Text) Training { get; init; }

    public required ExperimentFolder Folder { get; init; }

    /// <summary>Where the copy of the program goes; none to start workers from where it is.</summary>
    public required string? SnapshotFolder { get; init; }

    /// <summary>Where experiments lie: not a part of the program, though it may be below its folder.</summary>
    public required string ExperimentsFolder { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>At most so many processes, busy and idle ones together.</summary>
    public required int WorkersMax { get; init; }

    /// <summary>Whether Clade hands out GPUs; otherwise workers see those that the driver sees.</summary>
    public required bool ManagesGpus { get; init; }

    /// <summary>What one trial may take of the memory; 0, the default, for no limit.</summary>
    public long MemoryBytesMax { get; init; }

    /// <summary>See <see cref="Driver.ExperimentPlan.PeakFile"/>.</summary>
    public string? PeakFile { get; init; }

    /// <summary>The size at which each of a trial's log files is cut.</summary>
    public long LogBytesMax { get; init; } = 16 << 20;
}
