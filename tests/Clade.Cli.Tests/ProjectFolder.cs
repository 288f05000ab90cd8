namespace Clade.Cli.Tests;

/// <summary>A folder of its own with a <c>tune.yaml</c> in it.</summary>
internal sealed class ProjectFolder : IDisposable
{
    /// <summary>Three reports by a shell; the score is its hyperparameter.</summary>
    public const string Small = """
        name: small
        program:
          command: [sh, -c, "for i in 1 2 3; do echo score=${x}; done"]
        space:
          x: {uniform: [0, 1]}
        objective: {maximize: score}
        trials: 2
        seed: 7
        """;

    public ProjectFolder(string tuneFile = Small)
    {
        Path = Directory.CreateTempSubdirectory("clade-cli-").FullName;
        Write("tune.yaml", tuneFile);
    }

    public string Path { get; }

    public string FileOf(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public void Write(string name, string text) => File.WriteAllText(FileOf(name), text);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
