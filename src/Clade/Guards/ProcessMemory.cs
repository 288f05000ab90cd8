using System.Globalization;

namespace Clade.Guards;

/// <summary>What one process takes of the machine's memory. Linux only; 0 for a process that is gone.</summary>
internal static class ProcessMemory
{
    /// <summary>
    /// Its resident pages. Pages that it shares with others count fully: the sum over a family is an upper bound.
    /// </summary>
    public static long ResidentBytes(int processId)
    {
        var fields = KernelText.ReadOrNull(Path($"{processId}/statm"))?.Split(' ') ?? [];
        return fields.Length > 1 && long.TryParse(fields[1], CultureInfo.InvariantCulture, out var pages)
            ? pages * Environment.SystemPageSize
            : 0;
    }

    /// <summary>
    /// Its resident pages, those it shares divided by how many share them: right for a sum, but the kernel has to walk
    /// through them all. Where it does not tell, <see cref="ResidentBytes"/>.
    /// </summary>
    public static long ProportionalBytes(int processId) =>
        KernelText.Values(Path($"{processId}/smaps_rollup"), scale: 1024).TryGetValue("Pss", out var bytes)
            ? bytes
            : ResidentBytes(processId);

    /// <summary>The most that was ever resident: the kernel keeps the mark, so that no peak is missed.</summary>
    public static long PeakResidentBytes(int processId) =>
        KernelText.Values(Path($"{processId}/status"), scale: 1024).GetValueOrDefault("VmHWM");

    private static string Path(string relative) => $"/proc/{relative}";
}
