using System.Diagnostics;

namespace Clade.Cli.Doctor;

/// <summary>A program that was looked for.</summary>
/// <param name="Name">What was looked for.</param>
/// <param name="Path">Where it is; none if it is not in PATH.</param>
/// <param name="Version">What it says of itself; none if it says nothing in time.</param>
internal sealed record ProgramFinding(string Name, string? Path, string? Version)
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(5);

    public static ProgramFinding Find(string name)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator);
        var path = folders.Where(static folder => folder.Length > 0)
            .Select(folder => System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return new ProgramFinding(name, path, path is null ? null : VersionOf(path));
    }

    private static string? VersionOf(string path)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(path, "--version")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var output = process.StandardOutput.ReadToEndAsync();
            if (process.WaitForExit(AnswerMax) && process.ExitCode == 0) return output.Result.Trim();

            process.Kill(entireProcessTree: true);
            return null;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            // It may not be executed, or ended just now.
            return null;
        }
    }
}
