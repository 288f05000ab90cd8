using System.CommandLine;
using Clade.Cli.Running;
using Clade.Cli.TuneFiles;

namespace Clade.Cli.Commands;

/// <summary><c>clade run</c>: an experiment by a <c>tune.yaml</c>.</summary>
internal static class RunCommand
{
    public static Command Create(CliContext cli)
    {
        var file = new Argument<string>("file")
        {
            Description = "What to run.",
            DefaultValueFactory = static _ => TuneFile.Name,
        };
        var name = Text("--name", "The experiment's name, in place of the file's.");
        var seed = Text("--seed", "The seed of all decisions.");
        var trials = Text("--trials", "How many trials.");
        var folder = Text("--folder", "Where experiments lie.");
        var options = new RunOptions();
        var command = new Command("run", "Runs an experiment by a tune.yaml.")
        {
            file, name, seed, trials, folder, options.Set, options.Progress, options.Json,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var named = parsed.GetValue(file)!;
            if (Directory.Exists(cli.FullPath(named))) named = Path.Combine(named, TuneFile.Name);
            var overrides = options.OverridesOf(parsed).ToList();
            AddText(overrides, name, "name", parsed.GetValue(name));
            AddText(overrides, folder, "folder", parsed.GetValue(folder) is { } root ? cli.FullPath(root) : null);
            AddValue(overrides, seed, "seed", parsed.GetValue(seed));
            AddValue(overrides, trials, "trials", parsed.GetValue(trials));
            var read = options.Shown(parsed, TuneFile.Load(cli, cli.FullPath(named), named, overrides));
            return new ExperimentStart(cli, read, parsed.GetValue(options.Json)).RunAsync(cancellationToken);
        });
        return command;
    }

    private static void AddText(List<Override> overrides, Option<string> option, string key, string? value)
    {
        if (value is not null) overrides.Add(Override.OfText($"{option.Name} {value}", key, value));
    }

    private static void AddValue(List<Override> overrides, Option<string> option, string key, string? value)
    {
        if (value is not null) overrides.Add(Override.Of($"{option.Name} {value}", [key], value));
    }

    private static Option<string> Text(string name, string description) => new(name) { Description = description };
}
