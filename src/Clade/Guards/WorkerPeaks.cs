using System.Globalization;
using Clade.Workers;

namespace Clade.Guards;

/// <summary>What a worker knows of its own memory and its children's better than anybody outside.</summary>
/// <param name="OwnBytes">The most that the worker took.</param>
/// <param name="LargestChildBytes">The most that the largest of its children took that has ended.</param>
internal sealed record WorkerPeaks(long OwnBytes, long LargestChildBytes)
{
    /// <summary>In the worker: writes it down. An older note is replaced.</summary>
    public static void Write(string path)
    {
        var own = ProcessMemory.PeakResidentBytes(Environment.ProcessId);
        File.WriteAllText(path, string.Create(
            CultureInfo.InvariantCulture, $"{own} {Libc.PeakResidentBytesOfChildren()}"));
    }

    /// <summary>In the driver; none if the worker did not come to writing it.</summary>
    public static WorkerPeaks? Read(string path) =>
        KernelText.ReadOrNull(path)?.Split(' ') is [var own, var child]
        && long.TryParse(own, CultureInfo.InvariantCulture, out var ownBytes)
        && long.TryParse(child, CultureInfo.InvariantCulture, out var childBytes)
            ? new WorkerPeaks(ownBytes, childBytes)
            : null;
}
