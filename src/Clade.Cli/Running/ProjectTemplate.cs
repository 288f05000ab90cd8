using System.Collections.Immutable;
using System.Reflection;
using Clade.Cli.TuneFiles;

namespace Clade.Cli.Running;

/// <summary>The files that <c>clade init</c> writes; they lie in <c>Templates</c>.</summary>
/// <param name="Folder">The folder in <c>Templates</c>.</param>
/// <param name="Files">The files in it.</param>
/// <param name="NextSteps">What to type then.</param>
internal sealed record ProjectTemplate(string Folder, ImmutableArray<string> Files, ImmutableArray<string> NextSteps)
{
    private const string Run = "clade run";

    private static readonly ProjectTemplate WithoutScript = new("none", [TuneFile.Name], [Run]);

    private static readonly ImmutableArray<ProjectTemplate> WithScript =
    [
        new("csharp", [TuneFile.Name, "train.cs"], ["dotnet build train.cs -o bin", Run]),
        new("python", [TuneFile.Name, "train.py", "clade.py"], [Run]),
        new("shell", [TuneFile.Name, "train.sh"], [Run]),
    ];

    /// <summary>The languages of training scripts.</summary>
    public static IEnumerable<string> Languages => WithScript.Select(static template => template.Folder);

    /// <param name="language">One of <see cref="Languages"/>; none for no script.</param>
    public static ProjectTemplate Of(string? language) =>
        language is null ? WithoutScript : WithScript.Single(template => template.Folder == language);

    /// <summary>Writes the files, and the schema for editors.</summary>
    /// <returns>Their full paths.</returns>
    /// <exception cref="CladeException">A file is there already, or the folder can't be written.</exception>
    public IReadOnlyList<string> Write(string folder, bool replaces)
    {
        var files = Files.Append(TuneFileSchema.FileName).Select(name => Path.Combine(folder, name)).ToList();
        var present = files.Where(File.Exists).Select(Path.GetFileName).ToList();
        if (present.Count > 0 && !replaces)
        {
            throw new CladeException(
                $"'{folder}' has {string.Join(" and ", present)} already, and nothing was written. Name another " +
                "folder by --folder, or replace what is there by --force.");
        }

        try
        {
            Directory.CreateDirectory(folder);
            foreach (var name in Files) File.WriteAllText(Path.Combine(folder, name), TextOf(name));
            File.WriteAllText(Path.Combine(folder, TuneFileSchema.FileName), TuneFileSchema.Text());
            return files;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CladeException($"'{folder}' can't be written: {e.Message} Name another folder by --folder.", e);
        }
    }

    private string TextOf(string name)
    {
        // The client for Python is the library's.
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Templates/{Folder}/{name}")
            ?? typeof(Tune).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The tool lacks its own file {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
