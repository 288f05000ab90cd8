using System.Diagnostics;
using System.Text.Json.Nodes;
using Clade.Cli.TuneFiles;

namespace Clade.Cli.Tests;

public sealed class InitCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clade-init-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, InlineData(null), InlineData("python"), InlineData("shell"), InlineData("csharp")]
    public async Task What_is_written_runs_as_it_is(string? script)
    {
        using var init = new Cli(_folder);
        Assert.Equal(0, await init.RunAsync(["init", "--folder", "new", .. Script(script)]));
        var project = Path.Combine(_folder, "new");
        if (script == "csharp") await BuildAsync(project);

        using var run = new Cli(project);
        var code = await run.RunAsync("run", "--json", "--trials", "6", "--seed", "3");

        Assert.True(code == 0, run.Error);
        var result = JsonNode.Parse(run.Out)!;
        if (script is null) return;

        Assert.True((int)result["exploits"]! > 0, run.Error);
        Assert.True((double)result["best"]!["metric"]! < 1, run.Out);
        Assert.True(Directory.Exists((string?)result["best"]!["checkpoint_folder"]), run.Out);
    }

    [Fact]
    public async Task Nothing_is_replaced_unless_it_is_asked_for()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "train.py"), "mine", TestContext.Current.CancellationToken);
        using var cli = new Cli(_folder);

        Assert.Equal(2, await cli.RunAsync("init", "--script", "python"));

        Assert.Contains("train.py", cli.Error, StringComparison.Ordinal);
        Assert.Contains("--force", cli.Error, StringComparison.Ordinal);
        Assert.Equal(["train.py"], Directory.EnumerateFiles(_folder).Select(Path.GetFileName));
        Assert.Equal(0, await cli.RunAsync("init", "--script", "python", "--force"));
        Assert.NotEqual("mine", await File.ReadAllTextAsync(
            Path.Combine(_folder, "train.py"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Editors_find_the_schema()
    {
        using var cli = new Cli(_folder);

        Assert.Equal(0, await cli.RunAsync("init", "--json"));

        var files = JsonNode.Parse(cli.Out)!["files"]!.AsArray().Select(static file => (string?)file).ToList();
        Assert.Equal([Path.Combine(_folder, "tune.yaml"), Path.Combine(_folder, "tune.schema.json")], files);
        var first = (await File.ReadAllLinesAsync(files[0]!, TestContext.Current.CancellationToken))[0];
        Assert.Equal($"# yaml-language-server: $schema={TuneFileSchema.FileName}", first);
        Assert.Equal(
            TuneFileSchema.Text(), await File.ReadAllTextAsync(files[1]!, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Another_language_is_wrong_input()
    {
        using var cli = new Cli(_folder);

        Assert.Equal(2, await cli.RunAsync("init", "--script", "cobol"));

        Assert.Contains("cobol", cli.Error, StringComparison.Ordinal);
        Assert.Contains("python", cli.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    private static string[] Script(string? language) => language is null ? [] : ["--script", language];

    private static async Task BuildAsync(string folder)
    {
        var start = new ProcessStartInfo("dotnet", ["build", "train.cs", "-o", "bin"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        using var build = Process.Start(start)!;
        var output = await build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await build.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(build.ExitCode == 0, output);
    }
}
