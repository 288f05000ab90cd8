namespace Clade.Programs.Tests;

/// <summary>A folder for one test's programs and experiments.</summary>
internal sealed class Workplace : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("clade-programs-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>A small experiment: one trial of a learning rate, to the end of its program.</summary>
    public TuneOptions Options => new()
    {
        Name = "small",
        Objective = Objective.Maximize("score"),
        Space = new SearchSpace { ["lr"] = Search.Uniform(0.01, 0.2) },
        Trials = 1,
        Seed = 3,
        MaxFailures = 0,
        MaxLostWorkers = 0,
        Folder = Path,
        Progress = Progress.None,
        HandlesCtrlC = false,
        Resources = new Resources(Cpu: 0.5),
    };

    /// <summary>A script for the shell; arguments follow.</summary>
    public TrainingProgram Shell(string script, params string[] arguments) =>
        new() { Command = ["/bin/sh", Write("program.sh", script), .. arguments] };

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>A log of the first trial.</summary>
    public static string ReadLog(TuneResult result, string name) =>
        File.ReadAllText(Directory.EnumerateFiles(result.Folder, name, SearchOption.AllDirectories).Order().First());

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
