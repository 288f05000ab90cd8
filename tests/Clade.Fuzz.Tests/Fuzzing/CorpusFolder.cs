using System.Security.Cryptography;

namespace Clade.Fuzz.Fuzzing;

/// <summary>Inputs as files.</summary>
internal static class CorpusFolder
{
    private const string ReplaceablePrefix = "found-";

    /// <summary>The inputs that belong to the tests.</summary>
    public static string BuiltIn(string target) => Path.Combine(AppContext.BaseDirectory, "Corpus", target);

    public static IEnumerable<byte[]> Read(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)
        : [];

    /// <summary>Replaces what earlier runs wrote; files with names of their own stay.</summary>
    public static void Replace(string folder, IEnumerable<byte[]> inputs)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(folder, $"{ReplaceablePrefix}*")) File.Delete(file);
        foreach (var input in inputs) File.WriteAllBytes(Path.Combine(folder, NameOf(ReplaceablePrefix, input)), input);
    }

    public static string NameOf(string prefix, byte[] input) =>
        prefix + Convert.ToHexStringLower(SHA256.HashData(input))[..16];
}
