using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace Clade.Cli.Tests.Commands;

public sealed class ExportCommandTests : IDisposable
{
    private static readonly string[] Tables = ["trials", "reports", "segments", "exploits"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Parquet_reads_back_with_the_right_types_and_values()
    {
        var result = await SampleExperiment.RunAsync(SampleExperiment.Population(_folder));
        using var cli = new Cli(_folder.Path);

        Assert.Equal(0, await cli.RunAsync("export", "small", "--format", "parquet", "--out", "out"));

        await using var reader = await ParquetReader.CreateAsync(
            File.OpenRead(_folder["out/reports.parquet"]),
            leaveStreamOpen: false, cancellationToken: TestContext.Current.CancellationToken);
        using var group = reader.OpenRowGroupReader(0);
        var reports = result.Reports().ToList();
        Assert.Equal(reports.Count, group.RowCount);
        var fields = reader.Schema.DataFields.ToDictionary(static field => field.Name);
        Assert.Equal(typeof(double), fields["score"].ClrType);
        Assert.Equal(typeof(double), fields["config.lr"].ClrType);
        Assert.Equal(typeof(long), fields["config.hidden"].ClrType);
        Assert.Equal(typeof(DateTime), fields["time"].ClrType);
        Assert.Equal(
            reports.Select(static report => (double?)report.Metrics["score"]),
            await Read<double>(group, fields["score"]));
        Assert.Equal(
            reports.Select(report => (double?)result.Snapshot.Segments[report.Segment].Config["lr"].ToDouble()),
            await Read<double>(group, fields["config.lr"]));
        var optimizers = new string?[reports.Count];
        await group.ReadAsync(
            fields["config.optimizer"], optimizers.AsMemory(),
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(
            reports.Select(report => result.Snapshot.Segments[report.Segment].Config["optimizer"].ToString()),
            optimizers);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task Both_kinds_of_tables_have_the_same_columns(string format)
    {
        await SampleExperiment.RunAsync(SampleExperiment.Population(_folder));
        using var cli = new Cli(_folder.Path);
        await cli.RunAsync("export", "small", "--format", format, "--out", "out");

        Assert.Equal(Tables.Select(table => _folder[$"out/{table}.{format}"]), cli.Out.TrimEnd().Split('\n'));
        await cli.RunAsync("export", "small", "--out", "csv");
        foreach (var table in Tables)
        {
            var header = File.ReadLines(_folder[$"csv/{table}.csv"]).First().Split(',');
            Assert.Equal(header, format == "csv"
                ? File.ReadLines(_folder[$"out/{table}.csv"]).First().Split(',')
                : await ColumnsOf(_folder[$"out/{table}.parquet"]));
        }
    }

    [Fact]
    public async Task Json_has_an_object_for_each_row()
    {
        var result = await SampleExperiment.RunAsync(SampleExperiment.Population(_folder));
        using var cli = new Cli(_folder.Path);

        Assert.Equal(0, await cli.RunAsync("export", "small", "--format", "json", "--out", "out"));

        Assert.Equal(
            [4, (int)result.ReportCount, result.Snapshot.Segments.Length, result.Exploits.Length],
            Tables.Select(table => File.ReadLines(_folder[$"out/{table}.jsonl"]).Count()));
        var scores = File.ReadLines(_folder["out/reports.jsonl"]).Select(static line =>
            JsonDocument.Parse(line).RootElement.GetProperty("metrics").GetProperty("score").GetDouble());
        Assert.Equal(result.Reports().Select(static report => report.Metrics["score"]), scores);
        var hidden = File.ReadLines(_folder["out/segments.jsonl"]).Select(static line =>
            JsonDocument.Parse(line).RootElement.GetProperty("config").GetProperty("hidden").GetInt64());
        Assert.Equal(result.Snapshot.Segments.Select(static s => s.Config["hidden"].ToInt64()), hidden);
    }

    [Fact]
    public async Task Numbers_that_are_not_finite_survive()
    {
        await SampleExperiment.RunAsync(
            SampleExperiment.Options(_folder) with { Trials = 1, Stop = Stop.AtIteration(1) },
            static trial =>
            {
                Assert.True(trial.Config["lr"].ToDouble() + trial.Config["hidden"].ToInt64() > 0);
                Assert.NotEmpty(trial.Config["optimizer"].ToString());
                trial.Report(new { score = double.NaN, loss = double.PositiveInfinity });
            });
        using var cli = new Cli(_folder.Path);

        Assert.Equal(0, await cli.RunAsync("export", "small", "--format", "json", "--out", "out"));
        Assert.Equal(0, await cli.RunAsync("export", "small", "--format", "parquet", "--out", "out"));

        var line = Assert.Single(File.ReadLines(_folder["out/reports.jsonl"]));
        Assert.Contains("\"score\":\"NaN\"", line, StringComparison.Ordinal);
        Assert.Contains("\"loss\":\"Infinity\"", line, StringComparison.Ordinal);
        await using var reader = await ParquetReader.CreateAsync(
            File.OpenRead(_folder["out/reports.parquet"]),
            leaveStreamOpen: false, cancellationToken: TestContext.Current.CancellationToken);
        using var group = reader.OpenRowGroupReader(0);
        var score = reader.Schema.DataFields.Single(static field => field.Name == "score");
        Assert.Equal([double.NaN], await Read<double>(group, score));
    }

    [Fact]
    public async Task A_folder_that_is_a_file_and_a_format_that_there_is_not_are_wrong_input()
    {
        await SampleExperiment.RunAsync(SampleExperiment.Options(_folder));
        File.WriteAllText(_folder["file"], "");
        using var cli = new Cli(_folder.Path);

        Assert.Equal(2, await cli.RunAsync("export", "small", "--out", "file"));
        Assert.Contains(_folder["file"], cli.Error, StringComparison.Ordinal);
        Assert.Equal(2, await cli.RunAsync("export", "small", "--format", "excel", "--out", "out"));
        Assert.Contains("excel", cli.Error, StringComparison.Ordinal);
        Assert.Equal(2, await cli.RunAsync("export", "small"));
        Assert.Contains("--out", cli.Error, StringComparison.Ordinal);
    }

    private static async Task<T?[]> Read<T>(ParquetRowGroupReader group, DataField field)
        where T : struct
    {
        var values = new T?[group.RowCount];
        await group.ReadAsync<T>(
            field, values.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
        return values;
    }

    private static async Task<IEnumerable<string>> ColumnsOf(string path)
    {
        await using var reader = await ParquetReader.CreateAsync(
            File.OpenRead(path), leaveStreamOpen: false, cancellationToken: TestContext.Current.CancellationToken);
        return reader.Schema.DataFields.Select(static field => field.Name);
    }
}
