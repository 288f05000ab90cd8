using System.CommandLine;
using Clade.Cli.Output;
using Clade.Cli.Running;
using Spectre.Console;

namespace Clade.Cli.Commands;

/// <summary><c>clade init</c>: files to begin with.</summary>
internal static class InitCommand
{
    public static Command Create(CliContext cli)
    {
        var script = new Option<string>("--script")
        {
            Description = "Writes a training script in this language too, which saves and restores.",
        };
        script.AcceptOnlyFromAmong([.. ProjectTemplate.Languages]);
        var folder = new Option<string>("--folder")
        {
            Description = "Where to write; created if it is missing.",
            DefaultValueFactory = static _ => ".",
        };
        var force = new Option<bool>("--force") { Description = "Replaces files that are there already." };
        var json = JsonOutput.Option();
        var command = new Command("init", "Writes a commented tune.yaml and, asked for, a training script.")
        {
            script, folder, force, json,
        };
        command.SetAction(parsed =>
        {
            var template = ProjectTemplate.Of(parsed.GetValue(script));
            var files = template.Write(cli.FullPath(parsed.GetValue(folder)!), parsed.GetValue(force));
            if (parsed.GetValue(json)) WriteJson(cli, template, files);
            else WriteText(cli, template, files);
            return ExitCodes.Success;
        });
        return command;
    }

    private static void WriteText(CliContext cli, ProjectTemplate template, IReadOnlyList<string> files)
    {
        foreach (var file in files) cli.Out.WriteLine($"wrote {cli.ShortPath(file)}");
        var folder = cli.ShortPath(Path.GetDirectoryName(files[0])!);
        cli.Out.WriteLine("next:");
        if (folder != ".") cli.Out.WriteLine($"  cd {ShellWord.Of(folder)}");
        foreach (var step in template.NextSteps) cli.Out.WriteLine($"  {step}");
    }

    private static void WriteJson(CliContext cli, ProjectTemplate template, IReadOnlyList<string> files) =>
        JsonOutput.Write(cli, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("files");
            foreach (var file in files) json.WriteStringValue(file);
            json.WriteEndArray();
            json.WriteStartArray("next");
            foreach (var step in template.NextSteps) json.WriteStringValue(step);
            json.WriteEndArray();
            json.WriteEndObject();
        });
}
