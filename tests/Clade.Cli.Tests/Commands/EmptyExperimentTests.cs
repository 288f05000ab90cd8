using System.Text.Json;
using Clade.Storage;

namespace Clade.Cli.Tests.Commands;

/// <summary>An experiment whose driver was killed before its first trial.</summary>
public sealed class EmptyExperimentTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public EmptyExperimentTests()
    {
        var info = new ExperimentInfo
        {
            Name = "empty",
            Objective = Objective.Maximize("score"),
            Space = ["lr: uniform [0, 1)"],
            Seed = 1,
            Scheduler = "first in, first out",
            Created = DateTimeOffset.UnixEpoch,
        };
        ExperimentStore.Create(
            ExperimentFolder.Create(_folder["experiments"], "empty"), info, TimeProvider.System).Dispose();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_is_listed_and_shown()
    {
        using var cli = new Cli(_folder.Path);

        Assert.Equal(0, await cli.RunAsync("list"));
        Assert.Equal(0, await cli.RunAsync("show", "empty"));
        Assert.Equal(0, await cli.RunAsync("show", "empty", "--lineage", "--schedule", "--exploits", "--errors"));

        Assert.Contains("empty  interrupted", cli.Out, StringComparison.Ordinal);
        Assert.Contains("no trial was created yet", cli.Out, StringComparison.Ordinal);
        Assert.Contains("none yet", cli.Out, StringComparison.Ordinal);
        Assert.Equal(2, await cli.RunAsync("show", "empty", "--trial", "0"));
        Assert.Contains("has none yet", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_json_says_why_there_is_no_best()
    {
        using var cli = new Cli(_folder.Path);

        Assert.Equal(0, await cli.RunAsync("show", "empty", "--json"));

        var json = JsonDocument.Parse(cli.Out).RootElement;
        Assert.Equal(JsonValueKind.Null, json.GetProperty("best").ValueKind);
        Assert.Contains("no trial", json.GetProperty("no_best_reason").GetString(), StringComparison.Ordinal);
        Assert.Empty(json.GetProperty("schedule").EnumerateArray());
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("parquet")]
    public async Task Its_tables_are_empty(string format)
    {
        using var cli = new Cli(_folder.Path);

        Assert.Equal(0, await cli.RunAsync("export", "empty", "--format", format, "--out", "out"));

        Assert.Equal(4, Directory.GetFiles(_folder["out"]).Length);
    }

    [Fact]
    public async Task Its_Parquet_files_have_a_group_for_readers_that_want_one()
    {
        using var cli = new Cli(_folder.Path);
        await cli.RunAsync("export", "empty", "--format", "parquet", "--out", "out");

        await using var reader = await Parquet.ParquetReader.CreateAsync(
            File.OpenRead(_folder["out/trials.parquet"]), leaveStreamOpen: false,
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(1, reader.RowGroupCount);
        using var group = reader.OpenRowGroupReader(0);
        Assert.Equal(0, group.RowCount);
    }

    [Fact]
    public async Task No_plot_can_be_drawn_and_each_says_why()
    {
        using var cli = new Cli(_folder.Path);

        Assert.Equal(1, await cli.RunAsync("plot", "empty", "--out", "plots"));

        var lines = cli.Error.Split('\n').Where(static line => line.StartsWith("left out", StringComparison.Ordinal));
        Assert.Equal(7, lines.Count());
    }
}
