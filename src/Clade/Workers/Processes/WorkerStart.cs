using System.Collections.Immutable;

namespace Clade.Workers;

/// <summary>How one worker is to be started.</summary>
internal sealed record WorkerStart
{
    /// <summary>
    /// What the worker runs: a method that takes a <see cref="WorkerContext"/> and returns the exit code.
    /// </summary>
    public required FunctionReference Entry { get; init; }

    /// <summary>Values for <see cref="WorkerContext"/>'s indexer. Names as in environment variables.</summary>
    public ImmutableDictionary<string, string> Values { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The CPUs to restrict the worker and all its children to; empty for no restriction.</summary>
    public ImmutableArray<int> Cpus { get; init; } = [];

    /// <summary>
    /// How many threads .NET's thread pool and the usual numeric libraries should use. 0, the default: as many as
    /// <see cref="Cpus"/>, or whatever they take on their own where there is no restriction.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>
    /// The GPUs that CUDA shows the worker, by index or UUID; null for those the driver sees, empty for none.
    /// </summary>
    public ImmutableArray<string>? Gpus { get; init; }

    /// <summary>
    /// What the worker and all that comes of it may take of the memory; 0, the default, for no limit.
    /// </summary>
    public long MemoryBytesMax { get; init; }

    /// <summary>More environment variables, null to remove one. These win over all that Clade sets.</summary>
    public ImmutableDictionary<string, string?> Environment { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>The working folder; null for the driver's.</summary>
    public string? WorkingFolder { get; init; }

    /// <summary>Where the worker's output goes until it is switched; null to drop it.</summary>
    public OutputSinks? Output { get; init; }
}
