using Clade.Cli.TuneFiles;
using Clade.Storage;

namespace Clade.Cli.Running;

/// <summary>The <c>tune.yaml</c> in an experiment's folder: with what it runs, and what a resume begins with.</summary>
internal static class EffectiveFile
{
    private const string Heading =
        "# What this experiment runs with: the file it was started from, what the command line set, and whole\n" +
        "# paths. 'clade resume' reads it.\n";

    public static string PathIn(string folder) => Path.Combine(folder, TuneFile.Name);

    /// <exception cref="StoreException">The folder can't be written.</exception>
    public static void Write(string folder, TuneFile file)
    {
        var path = PathIn(folder);
        var partial = path + ".partial";
        try
        {
            File.WriteAllText(partial, Heading + file.Effective());
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            throw StoreFailure.FromSystem(path, "write", e);
        }
    }
}
