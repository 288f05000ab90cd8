using System.Collections.Immutable;

namespace Clade;

/// <summary>What one trial took while it ran alone, and how many fit.</summary>
public sealed record PreflightResult
{
    internal PreflightResult()
    {
    }

    /// <summary>What it trained with.</summary>
    public required Configuration Configuration { get; init; }

    /// <summary>How many iterations it trained.</summary>
    public required int Iterations { get; init; }

    /// <summary>From one report to the next, or from the start to the only one.</summary>
    public required TimeSpan TimePerIteration { get; init; }

    /// <summary>
    /// The most memory that the worker and all that came of it took together, in bytes: what
    /// <see cref="Resources.MemoryBytes"/> limits.
    /// </summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>
    /// The same of the program alone, in bytes, without the worker that starts it; none for a function.
    /// </summary>
    public required long? ProgramPeakMemoryBytes { get; init; }

    /// <summary>The most memory that it took of one GPU, in bytes; none where no GPU was used.</summary>
    public required long? PeakGpuMemoryBytes { get; init; }

    /// <summary>How many trials fit at once by memory, CPUs and GPUs.</summary>
    public int Fit => Math.Min(FitByMemory, Math.Min(FitByCpu, FitByGpu ?? int.MaxValue));

    /// <summary>How many fit into the memory that was available.</summary>
    public required int FitByMemory { get; init; }

    /// <summary>How many get the CPUs that they ask for.</summary>
    public required int FitByCpu { get; init; }

    /// <summary>How many fit the GPUs; none where no GPU is asked for or used.</summary>
    public required int? FitByGpu { get; init; }

    /// <summary>
    /// What to ask for: the request that was given, with the memory and the share of a GPU that it took.
    /// </summary>
    public required Resources Suggested { get; init; }

    /// <summary>How the numbers came about, each line a sentence.</summary>
    public required ImmutableArray<string> Arithmetic { get; init; }

    /// <summary>What the numbers don't tell, each a sentence.</summary>
    public required ImmutableArray<string> Warnings { get; init; }
}
