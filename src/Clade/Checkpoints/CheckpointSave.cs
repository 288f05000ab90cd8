using Clade.Storage;

namespace Clade.Checkpoints;

/// <summary>A checkpoint while it is being saved. Disposing it without publishing removes what was written.</summary>
internal sealed class CheckpointSave : IDisposable
{
    public const string FilesName = "files";

    public const string ManifestName = "manifest.json";

    private const long LargeFileBytes = 1 << 20;

    private readonly CheckpointId _id;
    private readonly string _partial;
    private readonly string _final;
    private readonly TimeProvider _time;
    private bool _isPublished;

    private CheckpointSave(CheckpointId id, string partial, string final, TimeProvider time) =>
        (_id, _partial, _final, _time) = (id, partial, final, time);

    /// <summary>An empty folder for the training function's files.</summary>
    public string Folder => Path.Combine(_partial, FilesName);

    public static CheckpointSave Begin(CheckpointId id, string partial, string final, TimeProvider time)
    {
        var save = new CheckpointSave(id, partial, final, time);
        try
        {
            Directory.CreateDirectory(save.Folder);
            return save;
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            throw StoreFailure.FromSystem(partial, "create", e);
        }
    }

    /// <summary>Makes the checkpoint whole and visible, in one step that a crash can't halve.</summary>
    /// <param name="config">The configuration in force.</param>
    /// <exception cref="CladeException">The files hold a link, or change while they are read.</exception>
    /// <exception cref="StoreException">They can't be written to disk.</exception>
    /// <exception cref="InvalidOperationException">The checkpoint was published already: it is immutable.</exception>
    public Checkpoint Publish(Configuration config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (_isPublished || Directory.Exists(_final))
        {
            throw new InvalidOperationException($"Checkpoint '{_id}' is published already, and never changes.");
        }

        try
        {
            var found = RequireNoLinks();
            var flushing = BeginToFlush(found);
            CrashPoint.Reach(CrashPoint.ManifestBefore);
            var manifest = new CheckpointManifest(
                CheckpointManifest.CurrentFormat, _id.Trial.Value, _id.Attempt, _id.Iteration, _time.GetUtcNow(),
                config, [.. found.Files.Select(ReadWhole)], found.Folders);
            File.WriteAllBytes(Path.Combine(_partial, ManifestName), manifest.Write());
            Flush(found, flushing);

            CrashPoint.Reach(CrashPoint.PublishBefore);

            // The rename is the commit point: others see the whole checkpoint or none.
            Directory.Move(_partial, _final);
            _isPublished = true;
            DurableFolder.Flush(Path.GetDirectoryName(_final)!);
            CrashPoint.Reach(CrashPoint.PublishAfter);
            return new Checkpoint(_id, Path.Combine(_final, FilesName), manifest.Bytes, config);
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            throw StoreFailure.FromSystem(_partial, "save the checkpoint", e);
        }
    }

    public void Dispose()
    {
        if (_isPublished) return;
        try
        {
            Directory.Delete(_partial, recursive: true);
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            // The next driver's clean-up removes it.
        }
    }

    private CheckpointFiles RequireNoLinks()
    {
        var folder = new DirectoryInfo(Folder);
        if (!folder.Exists)
        {
            throw new CladeException(
                $"Checkpoint '{_id}': save removed the folder '{Folder}' that it was given. Write files into it " +
                "instead.");
        }

        if (folder.LinkTarget is not null) throw HasLink(FilesName);
        var found = CheckpointFiles.List(Folder);
        return found.Links is [var link, ..] ? throw HasLink(link) : found;
    }

    private CladeException HasLink(string name) => new(
        $"Checkpoint '{_id}': '{name}' is a link. What it points to may change later, and a checkpoint must not. " +
        "Copy the file into the folder that save was given.");

    // The size is that of the listing: a file that still grows (an unclosed stream, a background thread) would be
    // hashed halfway.
    private CheckpointFile ReadWhole((string Name, long Bytes) file)
    {
        var (bytes, hash) = CheckpointFiles.Read(CheckpointFiles.PathOf(Folder, file.Name));
        return bytes == file.Bytes
            ? new CheckpointFile(file.Name, bytes, hash)
            : throw new CladeException(
                $"Checkpoint '{_id}': file '{file.Name}' changed from {file.Bytes} to {bytes} bytes after save " +
                "returned. Close every file, and wait for background writers, before save returns.");
    }

    // The disk works on what is large while the processor hashes it.
    private Task BeginToFlush(CheckpointFiles found) =>
        found.Files.Any(static file => file.Bytes >= LargeFileBytes)
            ? Task.Run(() => FlushFiles(found))
            : Task.CompletedTask;

    // All files before the first folder: one flush of the file system's journal then serves the others as well.
    private void Flush(CheckpointFiles found, Task flushing)
    {
        flushing.GetAwaiter().GetResult();
        FlushFiles(found);
        CheckpointFiles.Flush(Path.Combine(_partial, ManifestName));
        foreach (var name in found.Folders) DurableFolder.Flush(CheckpointFiles.PathOf(Folder, name));
        DurableFolder.Flush(Folder);
        DurableFolder.Flush(_partial);
    }

    private void FlushFiles(CheckpointFiles found)
    {
        foreach (var (name, _) in found.Files) CheckpointFiles.Flush(CheckpointFiles.PathOf(Folder, name));
    }
}
