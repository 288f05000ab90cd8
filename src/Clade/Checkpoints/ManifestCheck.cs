using System.Buffers;
using System.Text.Json;

namespace Clade.Checkpoints;

/// <summary>What a manifest may say. Its hash tells accidents, but anybody can compute one.</summary>
internal static class ManifestCheck
{
    private const int HashLength = 32;

    private static readonly SearchValues<char> HashDigits = SearchValues.Create("0123456789abcdef");

    /// <exception cref="JsonException">A name leads out of the checkpoint, or a value is impossible.</exception>
    public static void Require(CheckpointManifest manifest)
    {
        if (manifest.Files.Length + (long)manifest.Folders.Length > CheckpointFiles.EntriesMax)
        {
            throw new JsonException($"it names more than {CheckpointFiles.EntriesMax} files and folders");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var bytes = 0L;
        foreach (var file in manifest.Files)
        {
            if (file is null) throw new JsonException("a file is null");

            Require(file.Name, names);
            var isPossible = file.Bytes >= 0 && file.Bytes <= long.MaxValue - bytes && IsHash(file.Hash);
            if (!isPossible) throw new JsonException($"the size or hash of file '{file.Name}' is impossible");

            bytes += file.Bytes;
        }

        foreach (var folder in manifest.Folders) Require(folder, names);
    }

    private static void Require(string? name, HashSet<string> names)
    {
        if (name is null || !IsBelow(name)) throw new JsonException($"'{name}' is no name of a file in a checkpoint");
        if (!names.Add(name)) throw new JsonException($"'{name}' occurs twice");
    }

    // Names are relative, of plain parts, and not what Windows or a C library would take for something else.
    private static bool IsBelow(string name) =>
        !name.Contains('\0', StringComparison.Ordinal) && !Path.IsPathRooted(name)
        && name.Split('/', Path.DirectorySeparatorChar).All(static part => part is not ("" or "." or ".."));

    private static bool IsHash(string text) =>
        text.Length == HashLength && !text.AsSpan().ContainsAnyExcept(HashDigits);
}
