using System.CommandLine;

namespace Clade.Cli.Output;

/// <summary>Finds the experiment that a command line names: its folder, or its name below 'experiments'.</summary>
internal static class ExperimentFinder
{
    /// <summary>The folder of the working directory in which names are looked up.</summary>
    public const string Root = "experiments";

    private const string Database = "experiment.db";

    /// <summary>The argument of a command that reads one experiment; completed by the names there are.</summary>
    public static Argument<string> Argument(CliContext cli)
    {
        var argument = new Argument<string>("experiment")
        {
            HelpName = "experiment",
            Description = "The experiment's folder, or the name of one below 'experiments'.",
        };
        argument.CompletionSources.Add(_ => Names(cli.FullPath(Root)));
        return argument;
    }

    /// <summary>The full path of an experiment's folder.</summary>
    /// <param name="cli">Where to look.</param>
    /// <param name="nameOrPath">Its folder, the <c>experiment.db</c> in it, or its name.</param>
    /// <exception cref="CladeException">There is none; the message has the nearest names.</exception>
    public static string Find(CliContext cli, string nameOrPath)
    {
        if (nameOrPath.Length > 0)
        {
            var path = Path.TrimEndingDirectorySeparator(cli.FullPath(nameOrPath));
            if (IsExperiment(path)) return path;
            if (Path.GetFileName(path) == Database && File.Exists(path)) return Path.GetDirectoryName(path)!;

            var named = cli.FullPath(Path.Combine(Root, nameOrPath));
            if (IsExperiment(named)) return Path.TrimEndingDirectorySeparator(named);
        }

        throw NotFound(cli, nameOrPath);
    }

    /// <summary>What the experiment found so far.</summary>
    /// <exception cref="CladeException">There is no such experiment, or it can't be read.</exception>
    public static TuneResult Open(CliContext cli, string nameOrPath) => TuneResult.Open(Find(cli, nameOrPath));

    /// <summary>The names of the experiments in a folder, sorted; none where the folder is missing.</summary>
    /// <exception cref="CladeException">The folder can't be read.</exception>
    public static IReadOnlyList<string> Names(string root)
    {
        if (!Directory.Exists(root)) return [];
        try
        {
            return
            [
                .. Directory.EnumerateDirectories(root).Where(IsExperiment)
                    .Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CladeException(
                $"'{root}' can't be read: {e.Message.TrimEnd('.')}. Change its permissions, or name another folder.",
                e);
        }
    }

    private static bool IsExperiment(string folder) => File.Exists(Path.Combine(folder, Database));

    private static CladeException NotFound(CliContext cli, string nameOrPath)
    {
        var path = cli.FullPath(nameOrPath.Length > 0 ? nameOrPath : ".");
        if (nameOrPath.Length > 0 && Names(path) is [var first, ..] within)
        {
            return new CladeException(
                $"'{nameOrPath}' holds {within.Count} experiments and is none itself. Name one of them, such as " +
                $"'{Path.Combine(nameOrPath, first)}'; 'clade list {nameOrPath}' shows them all.");
        }

        var names = Names(cli.FullPath(Root));
        var there = names.Count == 0
            ? $"In '{cli.FullPath(Root)}' there is no experiment at all: change to the folder in which it was " +
                "started, or give the path of its folder."
            : "'clade list' shows those there are.";
        return new CladeException(
            $"There is no experiment '{nameOrPath}': neither '{path}' nor '{Path.Combine(Root, nameOrPath)}' has an " +
            $"{Database}.{Spelling.DidYouMean(Path.GetFileName(nameOrPath), names)} {there}");
    }
}
