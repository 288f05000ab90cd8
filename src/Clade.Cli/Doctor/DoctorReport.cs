using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Clade.Guards;
using Clade.Workers;

namespace Clade.Cli.Doctor;

/// <summary>Something that is wrong with this machine, as far as experiments go.</summary>
/// <param name="What">What, with the figures.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record Problem(string What, string Remedy);

/// <summary>A folder and the space that is left where it lies.</summary>
internal sealed record FolderSpace(string Path, long? FreeBytes);

/// <summary>What was found on this machine.</summary>
internal sealed record DoctorReport
{
    /// <summary>With less than this, an experiment's checkpoints soon have no room.</summary>
    public const long FreeBytesMin = 1L << 30;

    /// <summary>What a Unix domain socket's path may have: 108 bytes on Linux, 104 on macOS, with the end.</summary>
    private const int SocketPathMax = 103;

    // "/clade-4026531836-4194304-12345678901-abcdef.tmp/channel-rehearsal-4194304"
    private const int SocketNameLength = 75;

    public required string Clade { get; init; }

    public required string DotNet { get; init; }

    public required string System { get; init; }

    /// <summary>The CPUs that this process may use, cores of one package together.</summary>
    public required CpuTopology Cpus { get; init; }

    /// <summary>None where the system does not say.</summary>
    public required MemoryReading? Memory { get; init; }

    /// <summary>The tightest limit of a cgroup around this process.</summary>
    public required (string Folder, long Bytes)? MemoryLimit { get; init; }

    public required ImmutableArray<GpuDevice> Gpus { get; init; }

    /// <summary>Why there is no GPU; or the driver's version.</summary>
    public required string GpuRemark { get; init; }

    /// <summary>Whether each worker gets a cgroup, by which all that came of it is ended at once.</summary>
    public required bool HasCgroups { get; init; }

    /// <summary>Whether the kernel holds each trial to its limit of memory.</summary>
    public required bool LimitsMemory { get; init; }

    /// <summary>What workers can't be held to here, each a sentence.</summary>
    public required ImmutableArray<string> Limitations { get; init; }

    public required FolderSpace Temporary { get; init; }

    public required FolderSpace Working { get; init; }

    public required ProgramFinding Python { get; init; }

    public required ImmutableArray<Problem> Problems { get; init; }

    public static DoctorReport OfThisMachine(string workingDirectory)
    {
        using var gpus = NvmlLibrary.TryOpen(out var reason);
        var memory = new MachineMemory();
        var cgroups = WorkerCgroups.TryOpen(Path.GetFileName(Path.GetRandomFileName()));
        cgroups?.RemoveAll();
        var report = new DoctorReport
        {
            Clade = typeof(Tune).Assembly.GetName().Version?.ToString(3) ?? "unknown",
            DotNet = RuntimeInformation.FrameworkDescription,
            System = $"{RuntimeInformation.OSDescription} ({RuntimeInformation.OSArchitecture})",
            Cpus = CpuTopology.Read(),
            Memory = memory.Read(),
            MemoryLimit = memory.TightestLimit(),
            Gpus = [.. gpus?.Devices ?? []],
            GpuRemark = reason ?? $"driver {gpus!.DriverVersion ?? "of unknown version"}",
            HasCgroups = cgroups is not null,
            LimitsMemory = cgroups?.LimitsMemory ?? false,
            Limitations = WorkerLimitations.Of(hasGuardian: File.Exists("/bin/sh")),
            Temporary = SpaceOf(Path.GetTempPath()),
            Working = SpaceOf(workingDirectory),
            Python = ProgramFinding.Find("python3"),
            Problems = [],
        };
        return report with { Problems = [.. ProblemsOf(report, reason, gpus?.Problems ?? [])] };
    }

    private static FolderSpace SpaceOf(string folder)
    {
        try
        {
            return new FolderSpace(folder, new DriveInfo(folder).AvailableFreeSpace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new FolderSpace(folder, null);
        }
    }

    /// <summary>What of a report is wrong.</summary>
    internal static IEnumerable<Problem> ProblemsOf(
        DoctorReport report, string? gpuReason, ImmutableArray<string> gpuProblems)
    {
        if (report.Memory is { } memory && memory.AvailableBytes < MemoryRules.ShortBytes(memory.TotalBytes))
        {
            yield return new Problem(
                $"Memory is short already: {ResourceFit.Bytes(memory.AvailableBytes)} of " +
                $"{ResourceFit.Bytes(memory.TotalBytes)} are available, so trials would run one at a time.",
                "End other programs, or raise the limit of the container.");
        }

        foreach (var folder in new[] { report.Temporary, report.Working })
        {
            if (folder.FreeBytes < FreeBytesMin)
            {
                yield return new Problem(
                    $"'{folder.Path}' has {ResourceFit.Bytes(folder.FreeBytes.Value)} of free space left.",
                    "Remove what is not needed, or start where there is more room.");
            }
        }

        if (report.Temporary.Path.TrimEnd('/').Length + SocketNameLength > SocketPathMax)
        {
            yield return new Problem(
                $"The path of the folder for temporary files, '{report.Temporary.Path}', is so long that no socket " +
                "fits below it, and workers talk by one.",
                "Set TMPDIR to a short path, such as /tmp.");
        }

        var isBroken = gpuReason is not null && !gpuReason.Contains("is not here", StringComparison.Ordinal);
        foreach (var text in isBroken ? [gpuReason!, .. gpuProblems] : gpuProblems)
        {
            yield return new Problem(text, "Without it, trials run on the CPU or see what the driver shows them.");
        }

        if (WorkerProblem() is { } problem) yield return problem;
    }

    private static Problem? WorkerProblem()
    {
        try
        {
            RunningProgram.Current();
            return null;
        }
        catch (CladeException e)
        {
            return new Problem($"No worker can be started from this program: {e.Message}", "See there.");
        }
    }
}
