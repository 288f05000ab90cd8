namespace Clade.Programs;

/// <summary>Finds the file that a command's first word means, as a shell would.</summary>
internal static class ProgramFile
{
    // Those whose first argument, unless it is an option, is the script.
    private static readonly string[] Interpreters =
        ["python", "pypy", "bash", "dash", "sh", "zsh", "node", "perl", "ruby", "Rscript", "julia", "lua", "php"];

    private const UnixFileMode AnyExecute =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <param name="name">A path, or a name to be found on the path.</param>
    /// <param name="folder">What a relative path is relative to.</param>
    /// <param name="searchPath">The folders in which programs lie, with colons between them.</param>
    /// <returns>The whole path; none if there is no such program.</returns>
    public static string? Find(string name, string folder, string? searchPath)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            var path = Path.GetFullPath(name, folder);
            return IsExecutable(path) ? path : null;
        }

        return (searchPath ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(place => Path.Combine(Path.GetFullPath(place, folder), name)).FirstOrDefault(IsExecutable);
    }

    /// <summary>Why <see cref="Find"/> found nothing, for people.</summary>
    public static string ReasonNotFound(string name, string folder)
    {
        if (!name.Contains('/', StringComparison.Ordinal))
        {
            var isHere = File.Exists(Path.Combine(folder, name));
            return $"The program '{name}' is on none of the folders of PATH. " + (isHere
                ? $"There is one in {folder}: write './{name}' if that is meant."
                : "Install it, write its whole path, or correct the name.");
        }

        var path = Path.GetFullPath(name, folder);
        if (Directory.Exists(path)) return $"The program '{path}' is a folder: name the file in it that is to be run.";

        return File.Exists(path)
            ? $"The program '{path}' may not be executed: run 'chmod +x {path}', or name its interpreter first."
            : $"The program '{path}' does not exist. Correct the path; a relative one begins at WorkingDirectory, " +
              $"which is {folder}.";
    }

    /// <summary>The script that an interpreter would look for in vain; none if that is not known.</summary>
    /// <param name="command">The interpreter and its arguments.</param>
    /// <param name="folder">What a relative path is relative to.</param>
    public static string? MissingScript(IReadOnlyList<string> command, string folder)
    {
        // python3, python3.12
        var interpreter = Path.GetFileName(command[0]).TrimEnd([.. "0123456789."]);
        if (command.Count < 2 || !Interpreters.Contains(interpreter, StringComparer.Ordinal)) return null;

        var script = command[1];
        var isKnown = script.Length > 0 && script[0] != '-' && !script.Contains("${", StringComparison.Ordinal);
        return isKnown && !Path.Exists(Path.GetFullPath(script, folder)) ? script : null;
    }

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != 0);
}
