using Clade.Display;
using Spectre.Console;

namespace Clade.Tests.Display;

public sealed class ProgressViewsTests
{
    private static readonly ProgressTerminal Terminal = LiveProgressTests.Terminal();

    [Theory]
    [InlineData(Progress.Auto, true, false, true)]
    [InlineData(Progress.Auto, true, true, false)]
    [InlineData(Progress.Auto, false, false, false)]
    [InlineData(Progress.Live, true, true, true)]
    [InlineData(Progress.Live, false, false, false)]
    [InlineData(Progress.Plain, true, false, false)]
    [InlineData(Progress.Quiet, true, false, false)]
    [InlineData(Progress.Verbose, true, false, false)]
    [InlineData(Progress.None, true, false, false)]
    public void Live_needs_a_terminal(Progress progress, bool isTerminal, bool isBuildServer, bool isLive)
    {
        using var view = ProgressViews.Create(
            progress, TimeProvider.System, Terminal with { IsTerminal = isTerminal, IsBuildServer = isBuildServer });
        Assert.Equal(isLive, view is LiveProgress);
    }

    [Fact]
    public void Of_two_experiments_only_one_is_live_at_a_time()
    {
        var first = ProgressViews.Create(Progress.Live, TimeProvider.System, Terminal);
        using (var second = ProgressViews.Create(Progress.Live, TimeProvider.System, Terminal))
        {
            Assert.IsType<LiveProgress>(first);
            Assert.IsType<PlainProgress>(second);
        }

        first.Dispose();
        first.Dispose();
        using var third = ProgressViews.Create(Progress.Live, TimeProvider.System, Terminal);
        Assert.IsType<LiveProgress>(third);
    }

    [Theory]
    [InlineData(Progress.None, false)]
    [InlineData(Progress.Quiet, true)]
    public void None_shows_not_even_a_failure_or_the_outcome(Progress progress, bool isShown)
    {
        using var output = new StringWriter();
        var state = ShownExperiment.State(4);
        using (var view = ProgressViews.Create(progress, TimeProvider.System, Terminal with { Output = output }))
        {
            view.Start(ShownExperiment.Start(4), state);
            view.Update(state, [ShownExperiment.Entry(ShownExperiment.Failed(2, 62))]);
            view.Finish(new ProgressEnd(state, "clade resume x", "clade replay x"));
        }

        Assert.Equal(isShown, output.ToString().Length > 0);
    }

    [Fact]
    public void This_process_has_a_console_of_some_size()
    {
        var terminal = ProgressTerminal.OfThisProcess();
        Assert.InRange(terminal.Size().Width, 1, 10_000);
        Assert.InRange(terminal.Size().Height, 1, 10_000);
        if (Console.IsOutputRedirected) Assert.False(terminal.IsTerminal);
    }

    [Theory]
    [InlineData("CI", "true", true)]
    [InlineData("CI", "false", false)]
    [InlineData("CI", "", false)]
    [InlineData("TF_BUILD", "True", true)]
    [InlineData("HOME", "/root", false)]
    public void Build_servers_are_known_by_their_variables(string name, string value, bool expected) =>
        Assert.Equal(expected, ProgressTerminal.IsBuildServerBy(n => n == name ? value : null));

    [Theory]
    [InlineData(null, ColorSystemSupport.EightBit)]
    [InlineData("", ColorSystemSupport.EightBit)]
    [InlineData("1", ColorSystemSupport.NoColors)]
    public void The_environment_can_turn_colours_off(string? value, ColorSystemSupport expected) => Assert.Equal(
        expected, ProgressTerminal.ColorsBy(ColorSystem.EightBit, name => name == "NO_COLOR" ? value : null));
}
