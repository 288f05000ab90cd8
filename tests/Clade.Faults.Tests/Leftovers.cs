using System.Diagnostics;
using System.Globalization;
using Clade.Workers;

namespace Clade.Faults;

/// <summary>What a run left behind: processes and private folders.</summary>
internal static class Leftovers
{
    /// <summary>How long a guardian may take to clear up on a busy machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Waits for the end of all processes of a run.</summary>
    /// <returns>Those that did not end.</returns>
    public static string[] AwaitProcesses(FaultPlan plan)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var alive = ProcessesOf(plan);
            if (alive.Length == 0) return [];
            if (clock.Elapsed > Limit) return [.. alive.Select(Describe)];

            using var handle = LinuxProcess.Open(alive[0]);
            _ = handle.Ends(Limit - clock.Elapsed);
        }
    }

    /// <summary>Private folders that were not removed.</summary>
    public static string[] Folders(FaultPlan plan) =>
        [.. Directory.EnumerateDirectories(Path.Combine(plan.Scratch, "t"), "clade-*")];

    public static void Kill(FaultPlan plan)
    {
        foreach (var process in ProcessesOf(plan))
        {
            using var handle = LinuxProcess.Open(process);
            handle.Kill();
        }
    }

    // Every process of a run, and every descendant, has its plan in the environment, and with it the scratch folder.
    private static int[] ProcessesOf(FaultPlan plan) =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
           let name = Path.GetFileName(folder)
           where int.TryParse(name, CultureInfo.InvariantCulture, out var id) && id != Environment.ProcessId
           where Read(Path.Combine(folder, "environ")).Contains(plan.Scratch, StringComparison.Ordinal)
           select int.Parse(name, CultureInfo.InvariantCulture),
    ];

    private static string Describe(int process) =>
        $"{process}: {Read($"/proc/{process}/cmdline").Replace('\0', ' ').Trim()}";

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
