using System.Globalization;

namespace Clade.Workers;

/// <summary>
/// A name for a running process that no other process has had or will get, so that what a dead driver left behind can
/// be told from what a living one uses.
/// </summary>
/// <param name="Namespace">The process namespace: the same id means another process in another container.</param>
/// <param name="ProcessId">The process id in that namespace.</param>
/// <param name="StartTime">
/// When it started, in the kernel's clock ticks; ids are used again, together with this they are not.
/// </param>
internal sealed record DriverIdentity(string Namespace, int ProcessId, string StartTime)
{
    private const string Prefix = "clade";

    /// <summary>This process; null where the system does not tell enough (macOS, Windows).</summary>
    public static DriverIdentity? Current { get; } = Of(Environment.ProcessId);

    /// <summary>A folder name that carries the identity; <see cref="TryParse"/> reads it.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}-{Namespace}-{ProcessId}-{StartTime}");

    /// <summary>Reads the identity out of a folder name, which may go on after it.</summary>
    public static DriverIdentity? TryParse(string folderName) =>
        folderName.Split('-') is [Prefix, var space, var id, var start, ..] &&
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var processId)
            ? new DriverIdentity(space, processId, start)
            : null;

    /// <summary>Whether that process is gone for certain. Of another namespace nothing is certain.</summary>
    public bool IsDead() => Namespace == Current?.Namespace && Of(ProcessId) != this;

    private static DriverIdentity? Of(int processId)
    {
        if (!OperatingSystem.IsLinux()) return null;

        try
        {
            // "pid:[4026531836]"
            var space = new FileInfo("/proc/self/ns/pid").LinkTarget!.Split('[', ']')[1];
            var stat = File.ReadAllText($"/proc/{processId}/stat");

            // The name in the second field may hold blanks and brackets; the start time is the 20th after it.
            var start = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
            return new DriverIdentity(space, processId, start);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
