namespace Clade.Programs;

/// <summary>Finds the file that a command's first word means, as a shell would.</summary>
internal static class ProgramFile
{
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

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != 0);
}
