using Clade.Storage;

namespace Clade.Tests.Storage;

/// <summary>A folder for one test, removed afterwards.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("clade-tests-").FullName;

    public ExperimentFolder NewExperiment(string name = "sample") => ExperimentFolder.Create(Path, name);

    /// <summary>A finished experiment in the folder.</summary>
    public ExperimentFolder Write(Script script, Objective? objective = null)
    {
        var folder = NewExperiment();
        using var store = ExperimentStore.Create(folder, Script.Info(objective), TimeProvider.System);
        store.Append(script.Entries);
        return folder;
    }

    public void Dispose()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path, "*", SearchOption.AllDirectories))
        {
            if (!OperatingSystem.IsWindows() && new DirectoryInfo(folder).LinkTarget is null)
            {
                File.SetUnixFileMode(
                    folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        Directory.Delete(Path, recursive: true);
    }
}
