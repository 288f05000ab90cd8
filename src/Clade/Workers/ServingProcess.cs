namespace Clade.Workers;

/// <summary>A worker's process and the attempt that it serves.</summary>
/// <param name="Trial">Whose attempt.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="ProcessId">The worker's process.</param>
/// <param name="MemoryBytesMax">What it and all that comes of it may take; 0 for no limit.</param>
/// <param name="IsKernelsLimit">Whether the kernel sees to that.</param>
internal sealed record ServingProcess(
    TrialId Trial, int Attempt, int ProcessId, long MemoryBytesMax, bool IsKernelsLimit);
