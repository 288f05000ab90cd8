using System.Globalization;
using System.Text.Json;
using Clade.Storage;

namespace Clade.Checkpoints;

/// <summary>A checkpoint that is whole.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Folder">The folder with the training function's own files.</param>
/// <param name="Bytes">The size of those files together.</param>
/// <param name="Config">The configuration that it was trained with last.</param>
internal sealed record Checkpoint(CheckpointId Id, string Folder, long Bytes, Configuration Config);

/// <summary>What a clean-up removed.</summary>
/// <param name="Checkpoints">Whole checkpoints that nothing refers to.</param>
/// <param name="Partial">Remains of saves and deletions that were cut off.</param>
internal sealed record CheckpointGarbage(int Checkpoints, int Partial);

/// <summary>The checkpoints of an experiment: immutable folders with a manifest.</summary>
/// <remarks>
/// <code>
/// checkpoints/
///   trial-3-attempt-0-iteration-12/  manifest.json, files/…   a checkpoint: renamed here once it is whole
///   .partial-…/                                               being saved, or left by a crash
///   .trash-…/                                                 being deleted, or left by a crash
/// </code>
/// Workers save and verify, the driver deletes; each name is touched by one of them at a time, so there is no lock.
/// </remarks>
internal sealed class CheckpointStore
{
    private const string PartialPrefix = ".partial-";
    private const string TrashPrefix = ".trash-";

    private readonly string _root;
    private readonly TimeProvider _time;

    /// <summary>Opens the checkpoints of an experiment.</summary>
    /// <param name="root">
    /// The folder, <see cref="ExperimentFolder.CheckpointsPath"/>; created by the first save.
    /// </param>
    /// <param name="time">The clock.</param>
    public CheckpointStore(string root, TimeProvider time)
    {
        _root = Path.GetFullPath(root);
        _time = time;
    }

    /// <summary>
    /// Where the files of a checkpoint lie, once it is published: what a training function loads from.
    /// </summary>
    public string FolderOf(CheckpointId id) => Path.Combine(PathOf(id), CheckpointSave.FilesName);

    /// <summary>Whether the checkpoint is there; <see cref="Verify"/> says whether it is whole.</summary>
    public bool Exists(CheckpointId id) => Directory.Exists(PathOf(id));

    /// <summary>
    /// Begins a save: give <see cref="CheckpointSave.Folder"/> to the training function, then publish.
    /// </summary>
    /// <param name="id">The checkpoint's name, as the driver ordered it.</param>
    /// <exception cref="StoreException">The folder can't be created.</exception>
    public CheckpointSave BeginSave(CheckpointId id)
    {
        var partial = Path.Combine(_root, string.Create(
            CultureInfo.InvariantCulture, $"{PartialPrefix}{id}-{Environment.ProcessId}-{Path.GetRandomFileName()}"));
        return CheckpointSave.Begin(id, partial, PathOf(id), _time);
    }

    /// <summary>An empty folder for what becomes a checkpoint only once its maker has ended.</summary>
    /// <remarks>What is left of it by a crash goes with the attempt's other remains.</remarks>
    /// <exception cref="StoreException">The folder can't be created.</exception>
    public string CreateOutput(TrialId trial, int attempt)
    {
        var folder = Path.Combine(
            _root, $"{PartialPrefix}{new CheckpointId(trial, attempt, 0)}-output-{Path.GetRandomFileName()}");
        try
        {
            return Directory.CreateDirectory(folder).FullName;
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            throw StoreFailure.FromSystem(folder, "create", e);
        }
    }

    /// <summary>Checks a checkpoint before it is restored: every name, size and hash.</summary>
    /// <exception cref="CheckpointDamagedException">It isn't there, or not what was saved.</exception>
    /// <exception cref="StoreException">It can't be read now; whether it is whole nobody knows.</exception>
    public Checkpoint Verify(CheckpointId id)
    {
        try
        {
            var manifest = ReadManifest(id);
            var folder = FolderOf(id);
            RequireSameNames(id, manifest, CheckpointFiles.List(folder));
            foreach (var file in manifest.Files)
            {
                var (bytes, hash) = CheckpointFiles.Read(CheckpointFiles.PathOf(folder, file.Name));
                Require(id, bytes == file.Bytes, $"File '{file.Name}' has {bytes} bytes instead of {file.Bytes}.");
                Require(id, hash == file.Hash, $"The content of file '{file.Name}' has changed since it was saved.");
            }

            return new Checkpoint(id, folder, manifest.Bytes, manifest.Config);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or InvalidOperationException)
        {
            throw new CheckpointDamagedException(id, $"It can't be read: {e.Message}", e);
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            // No more files can be opened, the disk or the network has a bad moment, a permission was taken away: that
            // says nothing about the checkpoint, and what is called damaged gets deleted.
            throw StoreFailure.FromSystem(PathOf(id), "read the checkpoint", e);
        }
    }

    /// <summary>Deletes a checkpoint. Nothing happens when there is none: a repeated order is no mistake.</summary>
    /// <exception cref="StoreException">It can't be deleted.</exception>
    public void Delete(CheckpointId id)
    {
        var path = PathOf(id);
        if (!Directory.Exists(path)) return;

        // Deleting takes as long as there are files. The rename takes no time, so that a crash in between never leaves
        // half a checkpoint under a name that looks whole.
        var trash = Path.Combine(_root, $"{TrashPrefix}{id}-{Path.GetRandomFileName()}");
        try
        {
            CrashPoint.Reach(CrashPoint.DeleteBefore);
            Directory.Move(path, trash);
            CrashPoint.Reach(CrashPoint.DeleteRenamed);
            Directory.Delete(trash, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody else was faster.
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            throw StoreFailure.FromSystem(path, "delete", e);
        }
    }

    /// <summary>
    /// Removes what a crash left: partial saves and deletions, and checkpoints that nothing refers to.
    /// </summary>
    /// <param name="referenced">The checkpoints to keep; see <c>ExperimentState.Checkpoints</c>.</param>
    /// <remarks>
    /// For the start of a driver, when no worker saves. Folders whose names are no checkpoint's are left alone.
    /// </remarks>
    /// <exception cref="StoreException">Something can't be deleted.</exception>
    public CheckpointGarbage CollectGarbage(IReadOnlySet<CheckpointId> referenced) =>
        CollectGarbage("*", referenced.Contains);

    /// <summary>Removes what one attempt left whose worker is dead; other attempts may save meanwhile.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="attempt">Its attempt.</param>
    /// <param name="isReferenced">Which checkpoints to keep.</param>
    /// <exception cref="StoreException">Something can't be deleted.</exception>
    public CheckpointGarbage CollectGarbage(TrialId trial, int attempt, Func<CheckpointId, bool> isReferenced)
    {
        // The iteration is the last part of a name, and comes after a hyphen.
        var any = new CheckpointId(trial, attempt, 0).ToString();
        return CollectGarbage($"*{any[..(any.LastIndexOf('-') + 1)]}*", isReferenced);
    }

    private CheckpointGarbage CollectGarbage(string pattern, Func<CheckpointId, bool> isReferenced)
    {
        if (!Directory.Exists(_root)) return new CheckpointGarbage(0, 0);
        var (whole, partial) = (0, 0);
        foreach (var path in Directory.GetDirectories(_root, pattern))
        {
            var name = Path.GetFileName(path);
            if (name.StartsWith(PartialPrefix, StringComparison.Ordinal)
                || name.StartsWith(TrashPrefix, StringComparison.Ordinal))
            {
                DeletePartial(path);
                partial++;
            }
            else if (TryParse(name) is { } id && !isReferenced(id))
            {
                Delete(id);
                whole++;
            }
        }

        return new CheckpointGarbage(whole, partial);
    }

    private static void DeletePartial(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            throw StoreFailure.FromSystem(path, "delete", e);
        }
    }

    private static CheckpointId? TryParse(string name)
    {
        try
        {
            return CheckpointId.Parse(name) is var id && id.ToString() == name ? id : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }

    private CheckpointManifest ReadManifest(CheckpointId id)
    {
        Require(id, IsThere(PathOf(id)), "It is missing.");
        var path = Path.Combine(PathOf(id), CheckpointSave.ManifestName);
        Require(id, IsThere(path), "Its manifest.json is missing.");
        FileSystemInfo[] parts = [new DirectoryInfo(PathOf(id)), new FileInfo(path), new DirectoryInfo(FolderOf(id))];
        foreach (var part in parts)
        {
            Require(id, part.LinkTarget is null, $"'{part.FullName}' is a link, and leads to '{part.LinkTarget}'.");
        }

        Require(id, new FileInfo(path).Length <= CheckpointManifest.BytesMax, "Its manifest.json is too large.");
        try
        {
            var manifest = CheckpointManifest.Read(File.ReadAllBytes(path));
            Require(id, manifest.Format == CheckpointManifest.CurrentFormat,
                $"Its format is {manifest.Format}; this Clade knows {CheckpointManifest.CurrentFormat}.");
            Require(id, manifest.Id == id, $"Its manifest is that of '{manifest.Id}'.");
            return manifest;
        }
        catch (JsonException e)
        {
            throw new CheckpointDamagedException(id, $"Its manifest.json can't be read: {e.Message.TrimEnd('.')}.", e);
        }
    }

    // File.Exists says no as well where the system says nothing: no permission, a disk or a server that is away.
    private static bool IsThere(string path)
    {
        try
        {
            _ = File.GetAttributes(path);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private static void RequireSameNames(CheckpointId id, CheckpointManifest manifest, CheckpointFiles found)
    {
        var files = found.Files.Select(static file => file.Name).ToArray();
        var wanted = manifest.Files.Select(static file => file.Name).ToArray();
        RequireNone(id, "Link", found.Links.FirstOrDefault(), "was added after it was saved");
        RequireNone(id, "File", wanted.Except(files).FirstOrDefault(), "is missing");
        RequireNone(id, "File", files.Except(wanted).FirstOrDefault(), "was added after it was saved");
        RequireNone(id, "Folder", manifest.Folders.Except(found.Folders).FirstOrDefault(), "is missing");
        RequireNone(
            id, "Folder", found.Folders.Except(manifest.Folders).FirstOrDefault(), "was added after it was saved");
    }

    private static void RequireNone(CheckpointId id, string kind, string? culprit, string what)
    {
        if (culprit is not null) throw new CheckpointDamagedException(id, $"{kind} '{culprit}' {what}.");
    }

    private static void Require(CheckpointId id, bool condition, string reason)
    {
        if (!condition) throw new CheckpointDamagedException(id, reason);
    }

    private string PathOf(CheckpointId id) => Path.Combine(_root, id.ToString());
}
