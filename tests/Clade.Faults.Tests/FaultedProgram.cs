using System.Diagnostics;
using System.Runtime.CompilerServices;
using Clade.Workers;

namespace Clade.Faults;

/// <summary>How a driver ended.</summary>
/// <param name="ExitCode">Its code; 137 after SIGKILL; none if it hung and was ended.</param>
/// <param name="Output">What it printed.</param>
internal sealed record DriverEnd(int? ExitCode, string Output)
{
    public const int OnRefusal = 3;
    public const int OnKill = 137;
}

/// <summary>The driver's program, started with a plan.</summary>
internal static class FaultedProgram
{
    private const int SigAbort = 6;

    /// <summary>Some hundred times what an experiment takes.</summary>
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(90);

    public static async Task<DriverEnd> RunAsync(FaultPlan plan, string command)
    {
        var info = new ProcessStartInfo(PathOfProgram(), [command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = plan.Scratch,
        };
        info.Environment[FaultPlan.Variable] = plan.ToText();
        // What this run leaves behind in there can be told from what others need.
        info.Environment["TMPDIR"] = Directory.CreateDirectory(Path.Combine(plan.Scratch, "t")).FullName;
        // Of one that hangs, what its threads wait for is all there is to go by.
        info.Environment["DOTNET_DbgEnableMiniDump"] = "1";
        info.Environment["DOTNET_DbgMiniDumpName"] = Path.Combine(plan.Scratch, "dump");
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(HangLimit);
            return new DriverEnd(process.ExitCode, await output + await error);
        }
        catch (TimeoutException)
        {
            _ = Libc.Kill(process.Id, SigAbort);
            await process.WaitForExitAsync();
            return new DriverEnd(null, await output + await error);
        }
    }

    private static string PathOfProgram([CallerFilePath] string thisFile = "")
    {
        // …/tests/Clade.Faults.Tests/bin/Release/net10.0 beside …/tests/Clade.Faults.Program/bin/Release/net10.0
        var here = Path.GetDirectoryName(thisFile)!;
        var output = Path.GetRelativePath(here, AppContext.BaseDirectory);
        return Path.Combine(here, "..", "Clade.Faults.Program", output, "Clade.Faults.Program");
    }
}
