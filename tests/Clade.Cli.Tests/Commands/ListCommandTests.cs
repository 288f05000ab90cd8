using System.Text.Json;

namespace Clade.Cli.Tests.Commands;

public sealed class ListCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_newest_experiment_comes_first_with_its_best()
    {
        await SampleExperiment.RunAsync(SampleExperiment.Options(_folder) with { Name = "older" });
        var newer = await SampleExperiment.RunAsync(SampleExperiment.Population(_folder) with { Name = "newer" });
        using var cli = new Cli(_folder.Path);

        var code = await cli.RunAsync("list");

        Assert.Equal(0, code);
        var lines = cli.Out.Split('\n');
        Assert.StartsWith("newer", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("older", lines[2], StringComparison.Ordinal);
        Assert.Contains("completed", lines[1], StringComparison.Ordinal);
        Assert.Contains("maximize score", lines[1], StringComparison.Ordinal);
        Assert.Contains(Clade.Display.ProgressText.Number(newer.Best.Metric), lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_what_the_table_has()
    {
        var result = await SampleExperiment.RunAsync(SampleExperiment.Population(_folder));
        using var cli = new Cli(_folder.Path);

        var code = await cli.RunAsync("list", "--json");

        Assert.Equal(0, code);
        var item = Assert.Single(JsonDocument.Parse(cli.Out).RootElement.EnumerateArray());
        Assert.Equal("small", item.GetProperty("folder_name").GetString());
        Assert.Equal("completed", item.GetProperty("status").GetString());
        Assert.Equal(result.Best.Metric, item.GetProperty("best_metric").GetDouble());
        Assert.Equal(4, item.GetProperty("trials").GetInt32());
        Assert.Equal(JsonValueKind.Null, item.GetProperty("problem").ValueKind);
    }

    [Fact]
    public async Task One_that_cannot_be_read_does_not_hide_the_others()
    {
        await SampleExperiment.RunAsync(SampleExperiment.Options(_folder));
        Directory.CreateDirectory(_folder["experiments/broken"]);
        File.WriteAllText(_folder["experiments/broken/experiment.db"], "no database");
        using var cli = new Cli(_folder.Path);

        var code = await cli.RunAsync("list");

        Assert.Equal(1, code);
        Assert.Contains("small", cli.Out, StringComparison.Ordinal);
        Assert.Contains("unreadable", cli.Out, StringComparison.Ordinal);
        Assert.Contains("broken: The store", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_folder_is_wrong_input_and_an_empty_one_is_not()
    {
        using var cli = new Cli(_folder.Path);
        Assert.Equal(2, await cli.RunAsync("list"));
        Assert.Contains(_folder["experiments"], cli.Error, StringComparison.Ordinal);

        Directory.CreateDirectory(_folder["experiments"]);
        Assert.Equal(0, await cli.RunAsync("list"));
        Assert.Contains("no experiment", cli.Out, StringComparison.Ordinal);
    }
}
