using System.Buffers;
using System.Collections.Immutable;
using System.IO.Hashing;

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
                if (entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
                {
                    links.Add(name);
                }
                else if (entry is DirectoryInfo below)
                {
                    folders.Add(name);
                    open.Push(below);
                }
                else
                {
                    files.Add((name, ((FileInfo)entry).Length));
                }

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

    /// <summary>Waits until a file is on disk.</summary>
    public static void Flush(string path)
    {
        // Windows flushes only what may be written; elsewhere a file that save made read-only is fine.
        var access = OperatingSystem.IsWindows() ? FileAccess.ReadWrite : FileAccess.Read;
        using var file = File.OpenHandle(path, FileMode.Open, access, FileShare.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Reads a file and returns its size and XXH128, in lower-case hexadecimal.</summary>
    /// <remarks>
    /// It finds damage, for which a checksum is enough that takes a tenth of the time of a cryptographic one.
    /// </remarks>
    public static (long Bytes, string Hash) Read(string path)
    {
        using var file = File.OpenHandle(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, FileOptions.SequentialScan);
        var size = RandomAccess.GetLength(file) > SmallBuffer ? LargeBuffer : SmallBuffer;
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        var hash = new XxHash128();
        try
        {
            var offset = 0L;
            while (RandomAccess.Read(file, buffer, offset) is var read and > 0)
            {
                hash.Append(buffer.AsSpan(0, read));
                offset += read;
            }

            return (offset, Convert.ToHexStringLower(hash.GetCurrentHash()));
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
