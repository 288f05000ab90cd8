using System.Text.Json.Nodes;

namespace Clade.Cli.Tests;

public sealed class RunCommandTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task A_program_is_tuned_by_its_file_and_the_result_is_JSON()
    {
        using var cli = new Cli(_project.Path);

        Assert.Equal(0, await cli.RunAsync("run", "--json"));

        var result = JsonNode.Parse(cli.Out)!;
        Assert.Equal("completed", (string?)result["status"]);
        Assert.Equal(6, (int)result["reports"]!);
        Assert.Equal((double)result["best"]!["config"]!["x"]!, (double)result["best"]!["metric"]!);
        Assert.Contains("best: score", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_command_line_sets_counts_and_is_kept_with_the_experiment()
    {
        using var cli = new Cli(_project.Path);

        var code = await cli.RunAsync(
            "run", "--json", "--progress", "none", "--name", "other", "--trials", "1", "--set", "stop.at_iteration=2",
            "--set", "space.x.uniform=[5, 6]");

        Assert.Equal(0, code);
        Assert.InRange((double)JsonNode.Parse(cli.Out)!["best"]!["metric"]!, 5, 6);
        var kept = await File.ReadAllTextAsync(
            _project.FileOf("experiments", "other", "tune.yaml"), TestContext.Current.CancellationToken);
        Assert.Contains("name: other\n", kept, StringComparison.Ordinal);
        Assert.Contains("  x: {uniform: [5, 6]}\n", kept, StringComparison.Ordinal);
        Assert.Contains("stop: {at_iteration: 2}\n", kept, StringComparison.Ordinal);
        Assert.Contains($"working_directory: {_project.Path}", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_on_the_command_line_names_its_option_and_starts_nothing()
    {
        using var cli = new Cli(_project.Path);

        var code = await cli.RunAsync("run", "--trials", "0", "--set", "scheduler.asha.max_ressource=9");

        Assert.Equal(2, code);
        Assert.Contains("--trials 0: error: trials: '0' can't be used", cli.Error, StringComparison.Ordinal);
        Assert.Contains("--set scheduler.asha.max_ressource=9: error: ", cli.Error, StringComparison.Ordinal);
        Assert.Contains("'max_resource'", cli.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_project.FileOf("experiments")));
    }

    [Fact]
    public async Task A_program_that_fails_in_every_trial_is_a_failure()
    {
        using var cli = new Cli(_project.Path);

        var code = await cli.RunAsync(
            "run", "--json", "--set", "program.command=[sh, -c, 'exit 3']", "--set", "max_failures=0");

        Assert.Equal(1, code);
        Assert.Contains("All 2 trials failed", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_wrong_input()
    {
        using var cli = new Cli(_project.Path);

        Assert.Equal(2, await cli.RunAsync("run", "tuna.yaml"));
        Assert.Contains("tuna.yaml: error: There is no such file", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finished_experiment_is_extended_by_its_name()
    {
        using var first = new Cli(_project.Path);
        Assert.Equal(0, await first.RunAsync("run", "--json", "--progress", "none"));

        using var more = new Cli(_project.Path);
        Assert.Equal(0, await more.RunAsync("resume", "small", "--set", "trials=3", "--json", "--progress", "none"));

        var (before, after) = (JsonNode.Parse(first.Out)!, JsonNode.Parse(more.Out)!);
        Assert.Equal(9, (int)after["reports"]!);
        Assert.Equal((string?)before["folder"], (string?)after["folder"]);
        using var again = new Cli(_project.Path);
        Assert.Equal(0, await again.RunAsync("resume", "small", "--json", "--progress", "none"));
        Assert.Equal(9, (int)JsonNode.Parse(again.Out)!["reports"]!);
    }

    [Fact]
    public async Task An_experiment_goes_on_by_a_file_that_was_changed_since()
    {
        using var first = new Cli(_project.Path);
        Assert.Equal(0, await first.RunAsync("run", "--json", "--progress", "none"));
        _project.Write("tune.yaml", ProjectFolder.Small.Replace("trials: 2", "trials: 3", StringComparison.Ordinal));

        using var kept = new Cli(_project.Path);
        Assert.Equal(0, await kept.RunAsync("resume", "small", "--json", "--progress", "none"));
        using var changed = new Cli(_project.Path);
        Assert.Equal(
            0, await changed.RunAsync("resume", "small", "--file", "tune.yaml", "--json", "--progress", "none"));

        Assert.Equal(2, (int)JsonNode.Parse(kept.Out)!["trials"]!);
        Assert.Equal(3, (int)JsonNode.Parse(changed.Out)!["trials"]!);
        Assert.Contains("trials: 3", await File.ReadAllTextAsync(
            _project.FileOf("experiments", "small", "tune.yaml"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_space_can_not_be_resumed()
    {
        using var cli = new Cli(_project.Path);
        Assert.Equal(0, await cli.RunAsync("run", "--json", "--progress", "none"));

        Assert.Equal(2, await cli.RunAsync("resume", "small", "--set", "space.x.uniform=[0, 2]"));

        Assert.Contains("can't go on with another search space", cli.Error, StringComparison.Ordinal);
        Assert.Contains("uniform: [0, 1]", await File.ReadAllTextAsync(
            _project.FileOf("experiments", "small", "tune.yaml"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }
}
