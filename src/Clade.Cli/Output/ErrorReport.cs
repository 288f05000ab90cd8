using Spectre.Console;

namespace Clade.Cli.Output;

/// <summary>Tells the user what went wrong, on standard error.</summary>
internal static class ErrorReport
{
    /// <returns>The exit code that goes with it.</returns>
    public static int Write(CliContext cli, CladeException exception)
    {
        cli.Error.MarkupLineInterpolated($"[red]error:[/] {exception.Message}");
        return ExitCodes.WrongInput;
    }

    /// <summary>Says one thing that went wrong.</summary>
    public static void Write(CliContext cli, string message) =>
        cli.Error.MarkupLineInterpolated($"[red]error:[/] {message}");
}
