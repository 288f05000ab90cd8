using System.CommandLine;
using Clade.Cli.Output;
using Clade.Control;
using Clade.Storage;

namespace Clade.Cli.Commands;

/// <summary><c>clade stop</c>, <c>pause</c> and <c>resume-trial</c>: control of a running experiment.</summary>
internal static class ControlCommands
{
    public static Command CreateStop(CliContext cli)
    {
        var now = new Option<bool>("--now")
        {
            Description = "Kills the workers at once. What was reported is stored; what was trained since is not.",
        };
        var command = CommandOf(
            cli, "stop", "Stops a running experiment: every trial saves and leaves. Waits until that is done.",
            parsed => new ControlRequest(parsed.GetValue(now) ? ControlAction.StopNow : ControlAction.Stop));
        command.Options.Add(now);
        return command;
    }

    public static Command CreatePause(CliContext cli)
    {
        var trial = new Option<int?>("--trial")
        {
            Description = "Only this trial; its slot goes to another one.",
            HelpName = "number",
        };
        var command = CommandOf(
            cli, "pause", "Pauses a running experiment: trials save at their next report, and wait.",
            parsed => new ControlRequest(ControlAction.Pause, parsed.GetValue(trial)));
        command.Options.Add(trial);
        return command;
    }

    public static Command CreateResumeTrial(CliContext cli)
    {
        var trial = new Argument<int?>("trial")
        {
            Description = "Its number. Without one, the experiment and every trial that was paused go on.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = CommandOf(
            cli, "resume-trial", "Lets a trial of a running experiment go on that was paused, or all of them.",
            parsed => new ControlRequest(ControlAction.Resume, parsed.GetValue(trial)));
        command.Arguments.Add(trial);
        return command;
    }

    private static Command CommandOf(
        CliContext cli, string name, string description, Func<ParseResult, ControlRequest> requestOf)
    {
        var experiment = ExperimentFinder.Argument(cli);
        var json = JsonOutput.Option();
        var command = new Command(name, description) { experiment, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            cli, parsed.GetRequiredValue(experiment), requestOf(parsed), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        CliContext cli, string experiment, ControlRequest request, bool asJson, CancellationToken cancellationToken)
    {
        var folder = ExperimentFolder.Open(ExperimentFinder.Find(cli, experiment));
        var done = await ControlClient.AskAsync(folder, request, cancellationToken).ConfigureAwait(false);
        var isStop = request.Action is ControlAction.Stop or ControlAction.StopNow;
        var status = isStop ? TuneResult.Open(folder.Path).Status : (ExperimentStatus?)null;
        if (asJson)
        {
            JsonOutput.Write(cli, json =>
            {
                json.WriteStartObject();
                json.WriteString("experiment", folder.Name);
                json.WriteString("done", done);
                if (status is { } known) json.WriteString("status", StatusText.Of(known));
                json.WriteEndObject();
            });
            return ExitCodes.Success;
        }

        cli.Out.WriteLine(cli.Out.Line().Add(done));
        if (isStop) cli.Out.WriteLine(cli.Out.Line().Add($"It has ended: {StatusText.Of(status!.Value)}."));
        return ExitCodes.Success;
    }
}
