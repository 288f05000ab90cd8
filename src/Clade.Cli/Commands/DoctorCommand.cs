using System.CommandLine;
using Clade.Cli.Doctor;
using Clade.Cli.Output;

namespace Clade.Cli.Commands;

/// <summary><c>clade doctor</c>: what is found on this machine, and what can be enforced here.</summary>
internal static class DoctorCommand
{
    public static Command Create(CliContext cli)
    {
        var json = JsonOutput.Option();
        var command = new Command(
            "doctor", "Shows what is found on this machine, what can be enforced, and what is wrong.") { json };
        command.SetAction(parsed =>
        {
            var report = DoctorReport.OfThisMachine(cli.WorkingDirectory);
            if (parsed.GetValue(json)) JsonOutput.Write(cli, writer => DoctorJson.Write(writer, report));
            else DoctorText.Write(cli.Out, report);
            return report.Problems.IsEmpty ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }
}
