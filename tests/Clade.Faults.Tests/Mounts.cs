using System.Diagnostics;

namespace Clade.Faults;

/// <summary>Small disks for one run.</summary>
internal static class Mounts
{
    private const string Size = "24m";

    /// <summary>Why nothing can be mounted here; none if it can.</summary>
    public static string? Obstacle { get; } = TryMount();

    public static void MountSmallDisk(string folder)
    {
        Directory.CreateDirectory(folder);
        Require(Run("mount", "-t", "tmpfs", "-o", $"size={Size}", "clade-faults", folder));
    }

    /// <summary>Takes away what is mounted below a folder, the innermost first.</summary>
    public static void UnmountBelow(string folder)
    {
        var mounted = File.ReadLines("/proc/self/mounts").Select(static line => line.Split(' ')[1])
            .Where(path => path.StartsWith(folder, StringComparison.Ordinal)).Reverse().ToArray();
        foreach (var path in mounted) Require(Run("umount", "-l", path));
    }

    public static bool HasAny(string folder) => File.ReadLines("/proc/self/mounts")
        .Any(line => line.Split(' ')[1].StartsWith(folder, StringComparison.Ordinal));

    private static string? TryMount()
    {
        var folder = Directory.CreateTempSubdirectory("clade-mount-").FullName;
        try
        {
            var error = Run("mount", "-t", "tmpfs", "clade-faults", folder);
            if (error is null) UnmountBelow(folder);
            return error;
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    private static void Require(string? error)
    {
        if (error is not null) throw new InvalidOperationException(error);
    }

    private static string? Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : $"{program} {string.Join(' ', arguments)}: {error.Trim()}";
    }
}
