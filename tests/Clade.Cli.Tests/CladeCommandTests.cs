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
    }
}
