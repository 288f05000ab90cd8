using System.Collections.Immutable;
using Clade.Storage;

namespace Clade.Workers;

/// <summary>
/// A copy of the program's own files, from which workers start, so that rebuilding the program while an experiment runs
/// neither breaks a worker nor mixes two versions of the training code.
/// </summary>
/// <param name="Executable">What to start.</param>
/// <param name="Arguments">What comes before any arguments of the worker's own.</param>
/// <param name="Folder">The folder of the copy.</param>
internal sealed record ProgramSnapshot(string Executable, ImmutableArray<string> Arguments, string Folder)
{
    // Marks a folder as a snapshot: it may be replaced, and no snapshot contains another.
    internal const string MarkerFile = ".clade-program";

    /// <summary>Copies the running program.</summary>
    /// <param name="folder">
    /// Where to: an empty or absent folder, or one with an earlier snapshot, which is replaced.
    /// </param>
    /// <param name="skippedFolders">
    /// What is not part of the program although it may lie in its folder: experiments.
    /// </param>
    /// <exception cref="CladeException">
    /// The program is of a kind that has no workers, or the folder holds other things.
    /// </exception>
    /// <exception cref="StoreException">The folder can't be written.</exception>
    public static ProgramSnapshot Take(string folder, params IEnumerable<string> skippedFolders) =>
        Take(RunningProgram.Current(), folder, SnapshotLimits.Default, skippedFolders);

    /// <summary>The program where it is, for one that nobody rebuilds: an installed tool.</summary>
    /// <exception cref="CladeException">The program is of a kind that has no workers.</exception>
    public static ProgramSnapshot InPlace()
    {
        var program = RunningProgram.Current();
        return CommandOf(program, program.Folder);
    }

    internal static ProgramSnapshot Take(
        RunningProgram program, string folder, SnapshotLimits limits, IEnumerable<string> skippedFolders)
    {
        folder = Path.GetFullPath(folder);
        try
        {
            Prepare(folder);
            SnapshotPlan.For(program, folder, limits, skippedFolders).Execute();
            if (StartupHookSupport.IsSwitchedOff) SwitchOnHooks(folder);
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            throw StoreFailure.FromSystem(folder, "copy the program to", e);
        }

        return CommandOf(program, folder);
    }

    private static void Prepare(string folder)
    {
        var marker = Path.Combine(folder, MarkerFile);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            if (!File.Exists(marker))
            {
                throw new CladeException(
                    $"{folder} holds files that are no copy of a program, so the copy of this one is not put there, " +
                    "which would replace them. Move them, or choose another folder for the experiment.");
            }

            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(marker, "The program as it was when the experiment started. Workers run from here.\n");
    }

    private static ProgramSnapshot CommandOf(RunningProgram program, string folder)
    {
        string InSnapshot(string path) => SnapshotPlan.Relocate(Path.GetFullPath(path), program.Folder, folder);

        ImmutableArray<string> arguments = program.Kind == ProgramKind.Dotnet
            ? ["exec", .. program.HostOptions.Select((o, i) => i % 2 == 0 || !Path.Exists(o) ? o : InSnapshot(o)),
                InSnapshot(program.EntryFile)]
            : [];
        return new ProgramSnapshot(InSnapshot(program.Executable), arguments, folder);
    }

    private static void SwitchOnHooks(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.runtimeconfig.json"))
        {
            StartupHookSupport.SwitchOn(file);
        }
    }
}
