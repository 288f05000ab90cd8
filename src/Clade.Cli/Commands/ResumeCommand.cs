using System.CommandLine;
using Clade.Cli.Output;
using Clade.Cli.Running;
using Clade.Cli.TuneFiles;

namespace Clade.Cli.Commands;

/// <summary><c>clade resume</c>: goes on with an experiment that <c>clade run</c> began.</summary>
internal static class ResumeCommand
{
    public static Command Create(CliContext cli)
    {
        var experiment = ExperimentFinder.Argument(cli);
        var given = new Option<string>("--file")
        {
            Description = "Goes on by this tune.yaml, rather than by the one that is kept in the experiment's folder.",
        };
        var options = new RunOptions();
        var command = new Command(
            "resume",
            "Goes on with an experiment that was interrupted, crashed or killed; or, with a later stop or more " +
            "trials, with one that has ended.")
        {
            experiment, given, options.Set, options.Progress, options.Json,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var folder = ExperimentFinder.Find(cli, parsed.GetValue(experiment)!);
            var path = parsed.GetValue(given) is { } named ? cli.FullPath(named) : EffectiveFile.PathIn(folder);
            if (parsed.GetValue(given) is null && !File.Exists(path))
            {
                throw new CladeException(
                    $"'{cli.ShortPath(folder)}' has no {TuneFile.Name}, because 'clade run' did not begin the " +
                    "experiment. Go on with it where it was begun: Tune.ResumeAsync.");
            }

            var file = options.Shown(
                parsed, TuneFile.Load(cli, path, cli.ShortPath(path), [.. options.OverridesOf(parsed)]));
            return new ExperimentStart(cli, file, parsed.GetValue(options.Json)).ResumeAsync(folder, cancellationToken);
        });
        return command;
    }
}
