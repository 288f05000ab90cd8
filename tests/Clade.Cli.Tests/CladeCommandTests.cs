namespace Clade.Cli.Tests;

public sealed class CladeCommandTests
{
    [Fact]
    public async Task Help_says_what_it_is_for()
    {
        using var cli = new Cli(Path.GetTempPath());

        var code = await cli.RunAsync("--help");

        Assert.Equal(0, code);
        Assert.Contains("Tunes the hyperparameters of a training program", cli.Out, StringComparison.Ordinal);
        Assert.Contains("  clade [command]", cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_command_is_wrong_input()
    {
        using var cli = new Cli(Path.GetTempPath());

        var code = await cli.RunAsync("frobnicate");

        Assert.Equal(2, code);
        Assert.Contains("frobnicate", cli.Error, StringComparison.Ordinal);
        Assert.Contains("'clade --help'", cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Did you mean 'show'?", "shwo")]
    [InlineData("Did you mean '--schedule'?", "show", "mnist", "--shedule")]
    public async Task A_mistyped_command_or_option_is_answered_with_the_nearest(string guess, params string[] args)
    {
        using var cli = new Cli(Path.GetTempPath());

        Assert.Equal(2, await cli.RunAsync(args));

        Assert.Contains(guess, cli.Error, StringComparison.Ordinal);
        Assert.Empty(cli.Out);
    }

    [Fact]
    public async Task Help_calls_the_tool_by_its_name()
    {
        using var cli = new Cli(Path.GetTempPath());

        Assert.Equal(0, await cli.RunAsync("show", "--help"));

        Assert.Contains("  clade show <experiment> [options]", cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_anything_it_says_what_there_is()
    {
        using var cli = new Cli(Path.GetTempPath());

        Assert.Equal(0, await cli.RunAsync());

        Assert.Contains("list <folder>", cli.Out, StringComparison.Ordinal);
    }
}
