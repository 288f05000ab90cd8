using System.Globalization;
using Clade.Checkpoints;

namespace Clade.Storage;

/// <summary>Where the files of one experiment lie: this type owns their names.</summary>
/// <remarks>
/// <code>
/// &lt;root&gt;/&lt;name&gt;/
///   experiment.db            the store
///   driver.lock driver.json  who drives the experiment now
///   control.json             where that driver can be asked to stop or pause
///   checkpoints/&lt;id&gt;/        see <see cref="CheckpointStore"/>
///   sockets/                 mode 0700
///   trials/trial-&lt;n&gt;/        progress.csv, result.jsonl, stdout.log, stderr.log
/// </code>
/// </remarks>
internal sealed class ExperimentFolder
{
    /// <summary>How many folders <c>name-2</c>, <c>name-3</c> … may exist.</summary>
    public const int SameNameMax = 10_000;

    private const string Database = "experiment.db";

    private ExperimentFolder(string path) => Path = path;

    /// <summary>The full path of the folder.</summary>
    public string Path { get; }

    /// <summary>The folder's own name: the experiment's, with a number behind it when the name was taken.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    public string DatabasePath => System.IO.Path.Combine(Path, Database);

    public string LockPath => System.IO.Path.Combine(Path, "driver.lock");

    public string DriverPath => System.IO.Path.Combine(Path, "driver.json");

    /// <summary>Where a driver listens, while there is one.</summary>
    public string ControlPath => System.IO.Path.Combine(Path, "control.json");

    public string CheckpointsPath => System.IO.Path.Combine(Path, "checkpoints");

    /// <summary>Where the files of a published checkpoint lie.</summary>
    public string CheckpointFilesPath(CheckpointId id) =>
        System.IO.Path.Combine(CheckpointsPath, id.ToString(), CheckpointSave.FilesName);

    public string TrialsPath => System.IO.Path.Combine(Path, "trials");

    public string TrialPath(TrialId trial) => System.IO.Path.Combine(
        TrialsPath, string.Create(CultureInfo.InvariantCulture, $"trial-{trial.Value}"));

    public string ProgressPath(TrialId trial) => System.IO.Path.Combine(TrialPath(trial), "progress.csv");

    public string ResultPath(TrialId trial) => System.IO.Path.Combine(TrialPath(trial), "result.jsonl");

    public string StandardOutputPath(TrialId trial) => System.IO.Path.Combine(TrialPath(trial), "stdout.log");

    public string StandardErrorPath(TrialId trial) => System.IO.Path.Combine(TrialPath(trial), "stderr.log");

    /// <summary>
    /// Creates the folder of a new experiment; when the name is taken, <c>name-2</c>, <c>name-3</c> …
    /// </summary>
    /// <param name="root">Where experiments lie; created when missing.</param>
    /// <param name="name">The experiment's name.</param>
    /// <exception cref="CladeException">The name can't be a folder's, or is taken too often.</exception>
    /// <exception cref="StoreException">The folder can't be created.</exception>
    public static ExperimentFolder Create(string root, string name)
    {
        ExperimentName.Require(name);
        root = System.IO.Path.GetFullPath(root);
        if (File.Exists(root))
        {
            throw new StoreException(
                root, $"'{root}' is a file, so no experiment can lie in it. Name a folder, or remove the file.");
        }

        try
        {
            Directory.CreateDirectory(root);
            for (var number = 1; number <= SameNameMax; number++)
            {
                var suffix = number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{number}");
                if (TryCreate(root, name + suffix) is { } folder) return folder;
            }
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            throw StoreFailure.FromSystem(System.IO.Path.Combine(root, name), "create", e);
        }

        throw new CladeException(
            $"There are {SameNameMax} experiments named '{name}' in '{root}' already. Choose another name, or " +
            "remove some.");
    }

    /// <summary>Finds an existing experiment.</summary>
    /// <param name="path">Its folder, or the <c>experiment.db</c> in it.</param>
    /// <exception cref="StoreException">There is no experiment.</exception>
    public static ExperimentFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        var folder = new ExperimentFolder(
            File.Exists(full) && System.IO.Path.GetFileName(full) == Database
                ? System.IO.Path.GetDirectoryName(full)!
                : full);
        if (File.Exists(folder.DatabasePath)) return folder;

        var why = Directory.Exists(folder.Path) ? "the folder has no experiment.db" : "there is no such folder";
        throw new StoreException(
            folder.Path,
            $"There is no experiment in '{folder.Path}': {why}. Name the experiment's own folder, such as " +
            "'experiments/mnist'.");
    }

    /// <summary>Creates a trial's folder, if it is missing.</summary>
    /// <exception cref="StoreException">It can't be created.</exception>
    public string CreateTrialFolder(TrialId trial)
    {
        var path = TrialPath(trial);
        try
        {
            Directory.CreateDirectory(path);
            return path;
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            throw StoreFailure.FromSystem(path, "create", e);
        }
    }

    /// <summary>Creates the folder for sockets, if it is missing, so that only this user can enter it.</summary>
    /// <exception cref="StoreException">It can't be created, or is a link to somewhere else.</exception>
    public string CreateSocketFolder() => CreatePrivate(System.IO.Path.Combine(Path, "sockets"));

    /// <summary>Creates a folder that only this user can enter (mode 0700), or makes an existing one so.</summary>
    /// <exception cref="StoreException">It can't be created, or is a link to somewhere else.</exception>
    public static string CreatePrivate(string path)
    {
        const UnixFileMode OnlyUser = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
                return path;
            }

            Directory.CreateDirectory(path, OnlyUser);
            if (new DirectoryInfo(path).LinkTarget is { } target)
            {
                throw new StoreException(path,
                    $"'{path}' is a link to '{target}', and what lies in it must stay private. Remove the link.");
            }

            // A folder that was there keeps its mode, and the user's umask may have taken away too much.
            if (File.GetUnixFileMode(path) != OnlyUser) File.SetUnixFileMode(path, OnlyUser);
            return path;
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            throw StoreFailure.FromSystem(path, "create", e);
        }
    }

    // The folder is made aside, with something in it, and renamed: a rename to a folder that has content fails, so of
    // two drivers that want the same name at the same moment one gets the next number.
    private static ExperimentFolder? TryCreate(string root, string name)
    {
        var path = System.IO.Path.Combine(root, name);
        if (System.IO.Path.Exists(path)) return null;

        var aside = System.IO.Path.Combine(root, $".new-{System.IO.Path.GetRandomFileName()}");
        var folder = new ExperimentFolder(path);
        Directory.CreateDirectory(System.IO.Path.Combine(aside, System.IO.Path.GetFileName(folder.TrialsPath)));
        Directory.CreateDirectory(System.IO.Path.Combine(aside, System.IO.Path.GetFileName(folder.CheckpointsPath)));
        try
        {
            Directory.Move(aside, path);
            return folder;
        }
        catch (IOException) when (System.IO.Path.Exists(path))
        {
            return null;
        }
        finally
        {
            if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true);
        }
    }
}
