using System.Collections.Frozen;

namespace Clade.Workers;

/// <summary>What a snapshot copies, links or leaves, decided before anything is written.</summary>
internal sealed class SnapshotPlan
{
    private static readonly FrozenSet<string> CodeExtensions = FrozenSet.ToFrozenSet(
        [".dll", ".exe", ".so", ".dylib", ".json", ".pdb", ".config"], StringComparer.OrdinalIgnoreCase);

    private readonly string _source;
    private readonly string _target;
    private readonly SnapshotLimits _limits;
    private readonly FrozenSet<string> _skipped;
    private readonly List<(FileSystemInfo Entry, string Target, Step Step)> _steps = [];
    private long _copiedBytes;

    private SnapshotPlan(string source, string target, SnapshotLimits limits, IEnumerable<string> skipped)
    {
        (_source, _target, _limits) = (source, target, limits);
        _skipped = skipped.Append(target).Select(Normalise).ToFrozenSet(StringComparer.Ordinal);
    }

    private enum Step
    {
        Folder,
        Copy,
        Link,
        Alias,
    }

    public static SnapshotPlan For(
        RunningProgram program, string target, SnapshotLimits limits, IEnumerable<string> skipped)
    {
        var whole = new SnapshotPlan(Normalise(program.Folder), target, limits, skipped);
        if (whole.TryAddAll(new DirectoryInfo(whole._source))) return whole;

        // Too much for a program: it lies in a home folder, or among data. What the runtime loads is copied; the rest
        // is the original seen through symbolic links, so that the program finds its data where it looks for it.
        var narrow = new SnapshotPlan(whole._source, target, limits, skipped);
        narrow.AddCodeOnly(program);
        return narrow;
    }

    /// <summary>Where a file of the program is in the snapshot; a file from elsewhere stays where it is.</summary>
    public static string Relocate(string path, string source, string target) =>
        IsBelow(path, Normalise(source)) ? Path.Combine(target, Path.GetRelativePath(source, path)) : path;

    public void Execute()
    {
        foreach (var (entry, target, step) in _steps)
        {
            try
            {
                Execute(entry, target, step);
            }
            catch (Exception e) when (e is UnauthorizedAccessException or FileNotFoundException)
            {
                // Gone since the folder was read, or not readable: the running program cannot read it either.
            }
        }
    }

    private static void Execute(FileSystemInfo entry, string target, Step step)
    {
        switch (step)
        {
            case Step.Folder:
                Directory.CreateDirectory(target);
                break;
            case Step.Copy when entry is FileInfo { Length: 0 }:
                // Pipes and sockets have no length either, and copying one would wait for its other end.
                File.Create(target).Dispose();
                break;
            case Step.Copy:
                // .NET asks the file system for a clone first, where it has clones.
                File.Copy(entry.FullName, target);
                break;
            case Step.Link when !OperatingSystem.IsWindows() && Libc.HardLink(entry.FullName, target) == 0:
                break;
            case Step.Link or Step.Alias:
                // Another file system, or a file of somebody else's: the original seen through a symbolic link.
                CreateAlias(entry, target);
                break;
        }
    }

    private static void CreateAlias(FileSystemInfo entry, string target)
    {
        // A link within the program (libx.so → libx.so.1) keeps its text, so that it leads to the copy.
        if (entry.LinkTarget is { } text && !Path.IsPathRooted(text) && !text.Contains("..", StringComparison.Ordinal))
        {
            File.CreateSymbolicLink(target, text);
            return;
        }

        try
        {
            File.CreateSymbolicLink(target, entry.FullName);
        }
        catch (IOException) when (OperatingSystem.IsWindows() && entry is FileInfo)
        {
            // Windows lets only some users create symbolic links.
            File.Copy(entry.FullName, target);
        }
    }

    private bool TryAddAll(DirectoryInfo folder)
    {
        foreach (var entry in Entries(folder))
        {
            if (entry.LinkTarget is not null)
            {
                Add(entry, Step.Alias);
            }
            else if (entry is FileInfo file)
            {
                AddFile(file);
            }
            else
            {
                Add(entry, Step.Folder);
                if (!TryAddAll((DirectoryInfo)entry)) return false;
            }

            if (_steps.Count > _limits.EntriesMax || _copiedBytes > _limits.CopiedBytesMax) return false;
        }

        return true;
    }

    private void AddCodeOnly(RunningProgram program)
    {
        var loaded = RunningProgram.TrustedAssemblies()
            .Concat(RunningProgram.NativeFolders())
            .Append(program.Executable)
            .Append(program.EntryFile)
            .Where(path => IsBelow(path, _source))
            .ToList();

        foreach (var entry in Entries(new DirectoryInfo(_source)))
        {
            if (entry is FileInfo file && file.LinkTarget is null && IsCode(file, loaded))
            {
                AddFile(file);
            }
            else if (entry is DirectoryInfo folder && loaded.Exists(path => IsBelow(path, folder.FullName)))
            {
                Add(folder, Step.Folder);
                if (!TryAddAll(folder)) throw TooLarge(folder);
            }
            else
            {
                Add(entry, Step.Alias);
            }
        }
    }

    private CladeException TooLarge(DirectoryInfo folder) => new(
        $"The program loads code from {folder.FullName}, which holds more than {_limits.EntriesMax} files or more " +
        $"than {_limits.CopiedBytesMax >> 20} MiB to copy, too much for a program's own folder. Move the data out of " +
        "it, or use the in-process host.");

    private static bool IsCode(FileInfo file, List<string> loaded) =>
        CodeExtensions.Contains(file.Extension)
        || file.Name.Contains(".so.", StringComparison.Ordinal)
        || loaded.Contains(file.FullName);

    private IEnumerable<FileSystemInfo> Entries(DirectoryInfo folder) => folder
        .EnumerateFileSystemInfos("*", new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = 0 })
        .Where(entry => !_skipped.Contains(entry.FullName) &&
            (entry is FileInfo || !File.Exists(Path.Combine(entry.FullName, ProgramSnapshot.MarkerFile))) &&
            entry.Name != ProgramSnapshot.MarkerFile);

    private void AddFile(FileInfo file)
    {
        var isLinked = file.Length > _limits.LinkedBytesMin;
        if (!isLinked) _copiedBytes += file.Length;
        Add(file, isLinked ? Step.Link : Step.Copy);
    }

    private void Add(FileSystemInfo entry, Step step) =>
        _steps.Add((entry, Relocate(entry.FullName, _source, _target), step));

    private static string Normalise(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    private static bool IsBelow(string path, string folder) =>
        path.StartsWith(folder == "/" ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
