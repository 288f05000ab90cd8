using System.Text.Json.Nodes;

namespace Clade.Cli.Tests;

/// <summary>One trial of a tune.yaml alone.</summary>
public sealed class PreflightCommandTests : IDisposable
{
    private const long Mb = 1_000_000;

    private const string Large = """
        name: large
        program:
          command: [/usr/bin/python3, train.py, "${x}"]
        space:
          x: {uniform: [0, 1]}
        objective: {maximize: score}
        trials: 8
        resources: {cpu: 0.5}
        """;

    private readonly ProjectFolder _project = new(Large);
    private readonly Cli _cli;

    public PreflightCommandTests()
    {
        _project.Write("train.py", """
            import sys
            x = bytearray(b'\x01') * 300_000_000
            for i in range(3): print(f'score={sys.argv[1]}')
            """);
        _cli = new Cli(_project.Path);
    }

    public void Dispose()
    {
        _cli.Dispose();
        _project.Dispose();
    }

    [Fact]
    public async Task It_says_what_a_trial_takes_and_what_to_write_into_the_file()
    {
        Assert.Equal(0, await _cli.RunAsync("preflight", "--iterations", "2"));

        Assert.Contains("2 iterations", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("fit at once", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("a trial asks for 0.5", _cli.Out, StringComparison.Ordinal);
        Assert.Matches(@"resources:\s+cpu: 0.5\s+memory_bytes: \d+MiB", _cli.Out);
        Assert.False(Directory.Exists(_project.FileOf("experiments")));
    }

    [Fact]
    public async Task The_same_as_json()
    {
        Assert.Equal(0, await _cli.RunAsync("preflight", "tune.yaml", "--json", "--set", "resources.cpu=1"));

        var json = JsonNode.Parse(_cli.Out)!;
        Assert.InRange((long)json["program_peak_memory_bytes"]!, 300 * Mb, 320 * Mb);
        Assert.InRange((long)json["peak_memory_bytes"]!, 320 * Mb, 500 * Mb);
        Assert.Equal(3, (int)json["iterations"]!);
        Assert.Equal(1.0, (double)json["suggested"]!["cpu"]!);
        Assert.Equal((int)json["fit"]!["all"]!, Math.Min((int)json["fit"]!["memory"]!, (int)json["fit"]!["cpu"]!));
        Assert.Null(json["peak_gpu_memory_bytes"]);
    }

    [Fact]
    public async Task What_can_not_be_meant_is_refused_before_anything_runs()
    {
        Assert.Equal(2, await _cli.RunAsync("preflight", "--iterations", "0"));
        Assert.Equal(2, await _cli.RunAsync("preflight", "--minutes", "0"));
        Assert.Equal(2, await _cli.RunAsync("preflight", "nowhere.yaml"));
        Assert.Contains("nowhere.yaml", _cli.Error, StringComparison.Ordinal);
    }
}
