using System.CommandLine;
using Clade.Cli.Output;
using Clade.Cli.Running;
using Clade.Cli.TuneFiles;
using Clade.Display;

namespace Clade.Cli.Commands;

/// <summary><c>clade replay</c>: makes the schedule that an experiment found usable.</summary>
internal static class ReplayCommand
{
    public static Command Create(CliContext cli)
    {
        var experiment = ExperimentFinder.Argument(cli);
        var to = new Option<string?>("--out")
        {
            Description = "Trains nothing: writes the schedule as a JSON file, and says how to use it in C#.",
            HelpName = "file",
        };
        var name = new Option<string?>("--name")
        {
            Description = "The new experiment's name; the old one's with '-replay' behind it when left out.",
            HelpName = "name",
        };
        var options = new RunOptions();
        var command = new Command(
            "replay",
            "Trains one trial along the schedule that led to the best, if 'clade run' began the experiment; " +
            "otherwise says how to.")
        {
            experiment, to, name, options.Set, options.Progress, options.Json,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var result = ExperimentFinder.Open(cli, parsed.GetRequiredValue(experiment));
            var best = BestOf(cli, result);
            var path = EffectiveFile.PathIn(result.Folder);
            var given = new Option[] { name, options.Set, options.Progress, options.Json }
                .Where(option => parsed.GetResult(option) is { Implicit: false }).Select(static option => option.Name);
            if (parsed.GetValue(to) is { } file)
            {
                RefuseAny(given, $"--out {file} trains nothing");
                best.Schedule.Write(cli.FullPath(file));
                cli.Out.WriteLine(cli.Out.Line().Add(cli.FullPath(file)));
                return Explain(cli, result, best, cli.FullPath(file));
            }

            if (!File.Exists(path))
            {
                RefuseAny(
                    given, $"'{cli.ShortPath(result.Folder)}' has no {TuneFile.Name} ('clade run' did not begin it), " +
                    "so there is no program to train");
                ShowTables.Schedule(best.Schedule).WriteTo(cli.Out);
                return Explain(cli, result, best, path: null);
            }

            var read = TuneFile.Load(
                cli, path, cli.ShortPath(path),
                [.. ReplayOverrides.Of(result, best, parsed.GetValue(name)), .. options.OverridesOf(parsed)]);
            return new ExperimentStart(cli, options.Shown(parsed, read), parsed.GetValue(options.Json))
                .RunAsync(cancellationToken);
        });
        return command;
    }

    private static BestResult BestOf(CliContext cli, TuneResult result) =>
        result.BestOrDefault ?? throw new CladeException(
            $"{result.NoBestReason} So there is no schedule to train along. 'clade show " +
            $"{ShellWord.Of(cli.ShortPath(result.Folder))}' says how it stands.");

    private static void RefuseAny(IEnumerable<string> given, string why)
    {
        if (given.FirstOrDefault() is { } option)
        {
            throw new CladeException($"{option} has no effect here: {why}. Leave it out.");
        }
    }

    private static Task<int> Explain(CliContext cli, TuneResult result, BestResult best, string? path)
    {
        cli.Out.WriteHeading("To train one trial along it, in C#");
        foreach (var line in CodeOf(result, best, path)) cli.Out.Profile.Out.Writer.WriteLine($"  {line}");
        return Task.FromResult(ExitCodes.Success);
    }

    // The options that the experiment had are the user's code; what differs is here.
    private static IEnumerable<string> CodeOf(TuneResult result, BestResult best, string? path) =>
    [
        "options with",
        "{",
        "    Trials = 1,",
        "    Scheduler = new PopulationBasedTrainingReplay",
        "    {",
        path is null
            ? $"        Schedule = TuneResult.Open({Literal(result.Folder)}).Best.Schedule.Steps,"
            : $"        Schedule = TrainingSchedule.Read({Literal(path)}).Steps,",
        "    },",
        ProgressText.Invariant($"    Stop = Stop.AtIteration({best.Iteration}),"),
        "}",
    ];

    private static string Literal(string text) =>
        $"@\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
