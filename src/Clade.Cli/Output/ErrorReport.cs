using Clade.Cli.TuneFiles;
using Spectre.Console;

namespace Clade.Cli.Output;

/// <summary>Tells the user what went wrong, on standard error.</summary>
internal static class ErrorReport
{
    /// <returns>The exit code that goes with it.</returns>
    public static int Write(CliContext cli, CladeException exception)
    {
        if (exception is TuneFileException { Mistakes: var mistakes })
        {
            foreach (var mistake in mistakes)
            {
                cli.Error.MarkupLineInterpolated($"{mistake.Place}: [red]error:[/] {mistake.Message}");
            }

            return ExitCodes.WrongInput;
        }

        cli.Error.MarkupLineInterpolated($"[red]error:[/] {exception.Message}");
        return ExitCodes.WrongInput;
    }

    /// <summary>Says one thing that went wrong.</summary>
    public static void Write(CliContext cli, string message) =>
        cli.Error.MarkupLineInterpolated($"[red]error:[/] {message}");
}
