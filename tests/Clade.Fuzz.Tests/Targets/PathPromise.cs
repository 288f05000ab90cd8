namespace Clade.Fuzz.Targets;

/// <summary>Names that become paths.</summary>
internal static class PathPromise
{
    private static readonly string Root = Path.Combine(Path.GetTempPath(), "root");

    /// <exception cref="BrokenPromiseException">The name leads out of the folder.</exception>
    public static void StaysBelow(string name)
    {
        Promise.Keep(!name.Contains('\0', StringComparison.Ordinal), "A name has a character that ends a path.");
        var path = Path.GetFullPath(Path.Combine(Root, name));
        Promise.Keep(
            path.StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal),
            $"'{name}' leads out of its folder, to '{path}'.");
    }
}
