using Clade.Cli.Output;
using Spectre.Console;
using static Clade.Display.ProgressText;

namespace Clade.Cli.Doctor;

/// <summary>The report for people.</summary>
internal static class DoctorText
{
    public static void Write(IAnsiConsole console, DoctorReport report)
    {
        console.WriteLine(console.Line().Add("This machine", ConsoleLines.Bold));
        console.WriteFields(
            ("clade", report.Clade),
            (".NET", report.DotNet),
            ("system", report.System),
            ("CPUs", Cpus(report)),
            ("memory", Memory(report)),
            ("GPUs", Gpus(report)),
            ("temporary files", Space(report.Temporary)),
            ("here", Space(report.Working)),
            ("python3", Python(report.Python)));

        console.WriteHeading("What is enforced");
        console.WriteFields(
            ("CPUs", OperatingSystem.IsLinux()
                ? "each trial runs on CPUs of its own, its children too"
                : "thread counts only; trials are not held to CPUs here"),
            ("GPUs", report.Gpus.IsEmpty
                ? "nothing to hand out"
                : "each trial sees those that it was given (CUDA_VISIBLE_DEVICES)"),
            ("memory of a trial", LimitOf(report)),
            ("memory of the machine", ShortageOf(report)),
            ("end with the driver", EndOf(report)));
        foreach (var limitation in report.Limitations) console.WriteIndented(limitation);

        console.WriteHeading(report.Problems.IsEmpty ? "No problems" : "Problems");
        foreach (var problem in report.Problems) console.WriteIndented($"{problem.What} {problem.Remedy}");
    }

    /// <summary>How a trial's own limit is enforced, in one word for other programs.</summary>
    public static string MemoryLimitWord(DoctorReport report) =>
        report.LimitsMemory ? "cgroup" : OperatingSystem.IsLinux() ? "watchdog" : "none";

    private static string Cpus(DoctorReport report)
    {
        var ids = report.Cpus.Cpus;
        var quota = report.Cpus.Usable < ids.Length
            ? Invariant($", of whose time a quota leaves {report.Cpus.Usable:0.##}")
            : "";
        return Invariant($"{ids.Length} ({string.Join(' ', ids)}){quota}; {report.Cpus.UsableWhole} are handed out");
    }

    private static string Memory(DoctorReport report) => report.Memory is not { } memory
        ? "this system does not say"
        : $"{Bytes(memory.AvailableBytes)} of {Bytes(memory.TotalBytes)} available" +
            (report.MemoryLimit is { } limit ? $"; a cgroup limits it to {Bytes(limit.Bytes)} ({limit.Folder})" : "");

    private static string Gpus(DoctorReport report) => report.Gpus.IsEmpty
        ? report.GpuRemark
        : string.Join("; ", report.Gpus.Select(static gpu => $"{gpu.Name}, {Bytes(gpu.MemoryBytes)} ({gpu.Uuid})")) +
            $"; {report.GpuRemark}";

    private static string Space(FolderSpace folder) =>
        $"{folder.Path}, {(folder.FreeBytes is { } free ? $"{Bytes(free)} free" : "free space unknown")}";

    private static string Python(ProgramFinding python) => python.Path is null
        ? "not in PATH; needed only by programs in Python"
        : $"{python.Path}{(python.Version is { } version ? $" ({version})" : "")}";

    private static string LimitOf(DoctorReport report) => MemoryLimitWord(report) switch
    {
        "cgroup" => "Resources.MemoryBytes is the kernel's limit (cgroup version 2, memory.max)",
        "watchdog" => "Resources.MemoryBytes is watched, 4 times a second: no cgroup of version 2 with the memory " +
            "controller is this user's to change (start by 'systemd-run --user -p Delegate=yes " +
            "-p DelegateSubgroup=driver --pty …' to have one)",
        _ => "Resources.MemoryBytes is counted, and not watched here",
    };

    private static string ShortageOf(DoctorReport report)
    {
        if (report.Memory is not { } memory) return "not watched here";

        var (low, critical) = (MemoryRules.ShortBytes(memory.TotalBytes), MemoryRules.CriticalBytes(memory.TotalBytes));
        return $"below {Bytes(low)} new trials wait, below {Bytes(critical)} the largest is ended";
    }

    private static string EndOf(DoctorReport report) => !OperatingSystem.IsLinux()
        ? "workers, when their channel ends"
        : report.HasCgroups
            ? "workers by the kernel, and all that came of them by their cgroup"
            : "workers by the kernel, and what came of them by their group and by a mark in their environment";
}
