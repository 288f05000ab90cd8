using Clade.Workers;

/// <summary>
/// Where a worker begins. The runtime looks for this name, in no namespace, in the assembly that DOTNET_STARTUP_HOOKS
/// names, and calls <see cref="Initialize"/> before the program's Main.
/// </summary>
internal static class StartupHook
{
    // Inputs of the program itself end with small codes; this is EX_SOFTWARE of sysexits.h.
    private const int ExitOnDefect = 70;

    public static void Initialize()
    {
        if (!WorkerContext.IsWorker) return;

        int exitCode;
        try
        {
            exitCode = WorkerContext.Enter().RunEntry();
        }
        catch (Exception e)
        {
            // An exception that left the hook would abort the process and write a core dump of it.
            Console.Error.WriteLine($"The worker ended by an error outside the training function. {e}");
            exitCode = ExitOnDefect;
        }

        Environment.Exit(exitCode);
    }
}
