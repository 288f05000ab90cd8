using System.CommandLine;
using Clade.Cli.TuneFiles;

namespace Clade.Cli.Commands;

/// <summary><c>clade schema</c>: what may stand in a <c>tune.yaml</c>, for editors and for people.</summary>
internal static class SchemaCommand
{
    public static Command Create(CliContext cli)
    {
        var markdown = new Option<bool>("--markdown")
        {
            Description = "Prints the reference for people instead.",
        };
        var command = new Command("schema", "Prints the JSON Schema of tune.yaml, for editors.") { markdown };
        command.SetAction(parsed =>
        {
            var text = parsed.GetValue(markdown) ? TuneFileReference.Text() : TuneFileSchema.Text();
            cli.Out.Profile.Out.Writer.Write(text);
            return ExitCodes.Success;
        });
        return command;
    }
}
