using System.CommandLine;
using Clade.Cli.Output;
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
            Description = "Writes the schedule that led to the best as a JSON file, and says how to train along it.",
            HelpName = "file",
        };
        var command = new Command(
            "replay", "Says how to train once more along the schedule that was found; writes that schedule.")
        {
            experiment, to,
        };
        command.SetAction(parsed => Run(cli, parsed.GetRequiredValue(experiment), parsed.GetValue(to)));
        return command;
    }

    private static int Run(CliContext cli, string experiment, string? to)
    {
        var result = ExperimentFinder.Open(cli, experiment);
        if (result.BestOrDefault is not { } best)
        {
            throw new CladeException(
                $"{result.NoBestReason} So there is no schedule to train along. 'clade show {experiment}' says how " +
                "it stands.");
        }

        var path = to is null ? null : cli.FullPath(to);
        if (path is not null)
        {
            best.Schedule.Write(path);
            cli.Out.WriteLine(cli.Out.Line().Add(path));
        }
        else
        {
            ShowTables.Schedule(best.Schedule).WriteTo(cli.Out);
        }

        cli.Out.WriteHeading("To train one trial along it, in C#");
        foreach (var line in CodeOf(result, best, path)) cli.Out.Profile.Out.Writer.WriteLine($"  {line}");
        return ExitCodes.Success;
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
