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
            var path = cli.FullPath(named);
            if (Directory.Exists(path)) (named, path) = (Path.Combine(named, TuneFile.Name), EffectiveFile.PathIn(path));
            var overrides = options.OverridesOf(parsed).ToList();
            if (parsed.GetValue(name) is { } newName) overrides.Add(Override.OfText($"--name {newName}", "name", newName));
            if (parsed.GetValue(folder) is { } root)
            {
                overrides.Add(Override.OfText($"--folder {root}", "folder", cli.FullPath(root)));
            }

            foreach (var (option, key) in new[] { (seed, "seed"), (trials, "trials") })
            {
                if (parsed.GetValue(option) is { } value) overrides.Add(Override.Of($"{option.Name} {value}", [key], value));
            }

            return new ExperimentStart(cli, TuneFile.Load(path, named, overrides), parsed.GetValue(options.Json))
                .RunAsync(cancellationToken);
        });
        return command;
    }

    private static Option<string> Text(string name, string description) => new(name) { Description = description };
}
