using System.CommandLine;
using System.CommandLine.Invocation;
using Clade.Cli.Output;

namespace Clade.Cli.Commands;

/// <summary>The <c>clade</c> command with all its subcommands.</summary>
internal static class CladeCommand
{
    public static RootCommand Create(CliContext cli)
    {
        ArgumentNullException.ThrowIfNull(cli);
        return new RootCommand(
            "Tunes the hyperparameters of a training program in any language, by Population Based Training and more.")
        {
            InitCommand.Create(cli),
            RunCommand.Create(cli),
            ResumeCommand.Create(cli),
            ListCommand.Create(cli),
            PreflightCommand.Create(cli),
            ControlCommands.CreateStop(cli),
            ControlCommands.CreatePause(cli),
            ControlCommands.CreateResumeTrial(cli),
            DoctorCommand.Create(cli),
            SchemaCommand.Create(cli),
            ShowCommand.Create(cli),
            ExportCommand.Create(cli),
            PlotCommand.Create(cli),
            ReplayCommand.Create(cli),
            CompletionCommand.Create(cli),
        };
    }

    /// <returns>The exit code.</returns>
    public static async Task<int> InvokeAsync(IReadOnlyList<string> args, CliContext cli)
    {
        var root = Create(cli);
        CommandHelp.ApplyTo(root, cli);
        var parsed = root.Parse(args.Count > 0 ? args : ["--help"]);
        if (parsed.Action is ParseErrorAction)
        {
            CommandHelp.WriteMistakes(cli, parsed);
            return ExitCodes.WrongInput;
        }

        var configuration = new InvocationConfiguration
        {
            Output = cli.Out.Profile.Out.Writer,
            Error = cli.Error.Profile.Out.Writer,
            EnableDefaultExceptionHandler = false,
            // Ctrl+C is the experiment's to answer.
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(configuration).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (CladeException e)
        {
            return ErrorReport.Write(cli, e);
        }
    }
}
