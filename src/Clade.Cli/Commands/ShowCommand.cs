using System.CommandLine;
using Clade.Cli.Output;

namespace Clade.Cli.Commands;

/// <summary><c>clade show</c>: what an experiment found.</summary>
internal static class ShowCommand
{
    public static Command Create(CliContext cli)
    {
        var experiment = ExperimentFinder.Argument(cli);
        var lineage = Flag("--lineage", "Whose training led to the best, or to where --trial stands.");
        var schedule = Flag("--schedule", "Which configuration held from which iteration on, for the best or --trial.");
        var exploits = Flag("--exploits", "Who copied whom, and how hyperparameters changed; all, or of --trial.");
        var errors = Flag("--errors", "Every attempt that did not end well, with its exception; all, or of --trial.");
        var trial = new Option<int?>("--trial")
        {
            Description = "One trial in full; with other options, what they show is of this trial.",
            HelpName = "number",
        };
        var json = JsonOutput.Option();
        var command = new Command(
            "show", "Shows what an experiment found: its best configuration and its trials; or the parts asked for.")
        {
            experiment, lineage, schedule, exploits, errors, trial, json,
        };
        command.SetAction(parsed =>
        {
            var parts = new ShownParts(
                Lineage: parsed.GetValue(lineage), Schedule: parsed.GetValue(schedule),
                Exploits: parsed.GetValue(exploits), Errors: parsed.GetValue(errors));
            var result = ExperimentFinder.Open(cli, parsed.GetRequiredValue(experiment));
            var one = parsed.GetValue(trial) is { } number ? TrialOf(result, number) : null;
            if (parsed.GetValue(json)) JsonOutput.Write(cli, writer => ShowJson.Write(writer, result, parts, one));
            else ShowText.Write(cli.Out, result, parts, one);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    private static TrialResult TrialOf(TuneResult result, int number) =>
        result.Trials.FirstOrDefault(trial => trial.Id.Value == number) ?? throw new CladeException(
            result.Trials.IsEmpty
                ? $"There is no trial {number}: experiment '{result.Name}' has none yet. Look again when it has begun."
                : $"There is no trial {number}: experiment '{result.Name}' has trials 0 to " +
                    $"{result.Trials[^1].Id}. Name one of them; 'clade show' without --trial lists them.");
}
