namespace Clade.Guards;

/// <summary>What was measured of a trial that ran alone.</summary>
/// <param name="PeakBytes">The worker and all that came of it, together.</param>
/// <param name="ChildrenPeakBytes">The same without the worker; 0 if nothing came of it.</param>
/// <param name="GpuPeakBytes">The most of one GPU; 0 if none was used.</param>
/// <param name="IsGpuTold">Whether the GPU's driver told it of the processes, rather than of the whole GPU.</param>
/// <param name="Before">The machine's memory before the trial began.</param>
internal sealed record PreflightMeasure(
    long PeakBytes, long ChildrenPeakBytes, long GpuPeakBytes, bool IsGpuTold, MemoryReading Before);
