namespace Clade.Programs;

/// <summary>
/// Lets a program in Python find <c>clade.py</c> of this very version, unless its script has a copy beside it.
/// </summary>
internal static class PythonClient
{
    public const string SearchPathVariable = "PYTHONPATH";

    private const string FileName = "clade.py";

    /// <summary>Writes the client into a folder of its own.</summary>
    /// <param name="folder">The folder; made if need be.</param>
    /// <param name="searchPath">Where Python looks anyway, between colons.</param>
    /// <returns>Where Python shall look.</returns>
    public static string AddTo(string folder, string? searchPath)
    {
        var file = Path.Combine(Directory.CreateDirectory(folder).FullName, FileName);
        using var content = typeof(PythonClient).Assembly.GetManifestResourceStream(FileName)!;
        using (var target = File.Create(file)) content.CopyTo(target);

        return string.IsNullOrEmpty(searchPath) ? folder : $"{searchPath}{Path.PathSeparator}{folder}";
    }
}
