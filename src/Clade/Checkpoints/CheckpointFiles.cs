using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Clade.Checkpoints;

/// <summary>What lies in a checkpoint's folder: names and sizes, read without following links.</summary>
/// <param name="Files">Paths below the folder, with '/' between folders, with their sizes; sorted.</param>
/// <param name="Folders">Folders below; sorted.</param>
/// <param name="Links">Symbolic links and the like, which no checkpoint may hold; sorted.</param>
internal sealed record CheckpointFiles(
    ImmutableArray<(string Name, long Bytes)> Files, ImmutableArray<string> Folders, ImmutableArray<string> Links)
{
    /// <summary>How many files and folders a checkpoint may have.</summary>
    public const int EntriesMax = 100_000;

    private const int SmallBuffer = 64 << 10;
    private const int LargeBuffer = 1 << 20;

    /// <summary>Lists a folder.</summary>
    /// <exception cref="InvalidOperationException">It holds more than <see cref="EntriesMax"/> entries.</exception>
    public static CheckpointFiles List(string root)
    {
        var files = new List<(string Name, long Bytes)>();
        var folders = new List<string>();
        var links = new List<string>();
        var open = new Stack<DirectoryInfo>([new DirectoryInfo(root)]);
        while (open.TryPop(out var folder))
        {
            foreach (var entry in folder.EnumerateFileSystemInfos("*", Everything))
            {
                var name = Path.GetRelativePath(root, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
                if (entry.Attributes.HasFlag(FileAttributes.ReparsePoint)) links.Add(name);
                else if (entry is FileInfo file) files.Add((name, file.Length));
                else folders.Add(name);

                if (entry is DirectoryInfo below && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint)) open.Push(below);
                if (files.Count + folders.Count + links.Count > EntriesMax)
                {
                    throw new InvalidOperationException(
                        $"The checkpoint in '{root}' has more than {EntriesMax} files. Save fewer, larger files.");
                }
            }
        }

        return new CheckpointFiles(
            [.. files.OrderBy(static file => file.Name, StringComparer.Ordinal)],
            [.. folders.Order(StringComparer.Ordinal)], [.. links.Order(StringComparer.Ordinal)]);
    }

    /// <summary>The full path of one of the names.</summary>
    public static string PathOf(string root, string name) =>
        Path.Combine(root, name.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>Reads a file and returns its size and SHA-256, in lower-case hexadecimal.</summary>
    /// <param name="path">The file.</param>
    /// <param name="flush">Whether to wait until it is on disk.</param>
    public static (long Bytes, string Sha256) Read(string path, bool flush)
    {
        using var file = File.OpenHandle(
            path, FileMode.Open, flush ? FileAccess.ReadWrite : FileAccess.Read, FileShare.Read,
            FileOptions.SequentialScan);
        var buffer = ArrayPool<byte>.Shared.Rent(RandomAccess.GetLength(file) > SmallBuffer ? LargeBuffer : SmallBuffer);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            var offset = 0L;
            while (RandomAccess.Read(file, buffer, offset) is var read and > 0)
            {
                hash.AppendData(buffer, 0, read);
                offset += read;
            }

            if (flush) RandomAccess.FlushToDisk(file);
            return (offset, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static EnumerationOptions Everything => new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
    };
}
