using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Clade.Cli.Tests;

public sealed class InstalledToolTests(InstalledTool tool) : IClassFixture<InstalledTool>, IDisposable
{
    private readonly ProjectFolder _project = new("""
        name: slow
        program:
          command:
            - sh
            - -c
            - "trap '' TERM; i=0; while [ $i -lt ${steps} ]; do i=$((i+1)); echo score=$i; sleep 0.05; done"
          termination_grace: 20s
        space:
          steps: {constant: 1000}
        objective: {maximize: score}
        trials: 1
        progress: verbose
        """);

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Help_is_there_at_once_and_the_schema_is_described()
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < 5; i++)
        {
            var clock = Stopwatch.StartNew();
            Assert.Equal(0, (await tool.Start(_project.Path, "--help").EndAsync()).Code);
            times.Add(clock.Elapsed);
        }

        Assert.InRange(times.Min(), TimeSpan.Zero, TimeSpan.FromSeconds(0.5));
        var (_, schema, _) = await tool.Start(_project.Path, "schema").EndAsync();
        Assert.Contains("every one equally likely", schema, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_writes_a_project_runs_it_and_takes_no_copy_of_itself_along()
    {
        var init = tool.Start(_project.Path, "init", "--script", "python", "--folder", "new");
        var (_, written, _) = await init.EndAsync();
        Assert.Contains("wrote new/tune.yaml", written, StringComparison.Ordinal);

        var project = _project.FileOf("new");
        var (code, output, error) = await tool.Start(project, "run", "--json", "--seed", "3").EndAsync();

        Assert.True(code == 0, error);
        Assert.True((double)JsonNode.Parse(output)!["best"]!["metric"]! < 1, output);
        Assert.Empty(Directory.EnumerateFiles(project, "*.dll", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Ctrl_C_saves_and_says_how_to_resume()
    {
        var run = tool.Start(_project.Path, "run", "--set", "program.termination_grace=0s");
        await run.AwaitLineAsync("iteration 3");
        run.Interrupt();
        var (code, output, error) = await run.EndAsync();

        Assert.True(code == 130, output + error);
        Assert.Contains("resume: clade resume experiments/slow", output, StringComparison.Ordinal);

        var resumed = tool.Start(_project.Path, "resume", "slow", "--json", "--set", "stop.at_iteration=5");
        var (resumedCode, result, why) = await resumed.EndAsync();
        Assert.True(resumedCode == 0, why);
        Assert.Equal("completed", (string?)JsonNode.Parse(result)!["status"]);
    }

    [Fact]
    public async Task A_second_Ctrl_C_ends_at_once_and_says_how_to_resume()
    {
        var run = tool.Start(_project.Path, "run");
        await run.AwaitLineAsync("iteration 3");
        run.Interrupt();
        await run.AwaitLineAsync("Ctrl+C");
        var clock = Stopwatch.StartNew();
        run.Interrupt();
        var (code, output, error) = await run.EndAsync();

        Assert.True(code == 130, output + error);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.Contains("Go on with: clade resume experiments/slow", error, StringComparison.Ordinal);
    }
}
