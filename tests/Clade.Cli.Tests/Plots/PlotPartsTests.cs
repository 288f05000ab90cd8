using Clade.Cli.Plots;

namespace Clade.Cli.Tests.Plots;

public sealed class PlotPartsTests
{
    [Fact]
    public void A_log_range_is_even_in_its_logarithm()
    {
        var axis = Axis(Search.LogUniform(1e-4, 1e-1));

        Assert.Equal(1.0 / 3, axis.PlaceOf(Config(1e-3)), 6);
        Assert.Equal(2.0 / 3, axis.PlaceOf(Config(1e-2)), 6);
        Assert.Equal(["0.0001", "0.001", "0.01", "0.1"], Labels(axis));
    }

    [Fact]
    public void A_linear_range_has_round_ticks_inside_it()
    {
        var axis = Axis(Search.Uniform(0.1, 0.9));

        Assert.Equal(["0.2", "0.4", "0.6", "0.8"], Labels(axis));
        Assert.Equal(0.5, axis.PlaceOf(Config(0.5)), 6);
    }

    [Fact]
    public void Options_are_apart_by_the_same_distance()
    {
        var axis = Axis(Search.Ordered(16, 32, 64, 1024));

        Assert.Equal(["16", "32", "64", "1024"], Labels(axis));
        Assert.Equal([0.125, 0.375, 0.625, 0.875], axis.Ticks.Select(static tick => tick.Place));
    }

    [Fact]
    public void A_hyperparameter_that_is_turned_off_has_no_place() =>
        Assert.True(double.IsNaN(Axis(Search.Uniform(0, 1)).PlaceOf(Configuration.Empty)));

    [Fact]
    public void What_a_function_decides_is_shown_as_far_as_it_occurred()
    {
        var space = new SearchSpace { ["x"] = Search.SampleFrom(static (_, _) => 1) };
        var axis = HyperparameterAxis.Of("x", space, [2.0, 4.0]);

        Assert.Equal((0.0, 1.0), (axis.PlaceOf(Config(2.0)), axis.PlaceOf(Config(4.0))));
    }

    [Fact]
    public void Without_a_font_the_message_says_what_to_install()
    {
        var e = Assert.Throws<CladeException>(() => PlotFont.Choose([]));

        Assert.Contains("fonts-dejavu-core", e.Message, StringComparison.Ordinal);
        Assert.Equal("DejaVu Sans", PlotFont.Choose(["DejaVu Serif", "DejaVu Sans"]));
        Assert.Equal("Odd", PlotFont.Choose(["Odd"]));
        Assert.False(PlotFont.HasLetters(""));
    }

    [Fact]
    public void A_long_line_is_thinned_out_and_keeps_its_ends()
    {
        var line = new Polyline();
        for (var i = 0; i < 100_001; i++) line.Add(i, -i);

        var (x, y) = line.Points();

        Assert.InRange(x.Length, 1_000, 2_500);
        Assert.Equal((0.0, 100_000.0, -100_000.0), (x[0], x[^1], y[^1]));
    }

    [Fact]
    public void A_bad_beginning_is_cut_off_and_told()
    {
        var plot = new ScottPlot.Plot();
        double[] values = [-1e6, .. Enumerable.Range(0, 50).Select(static i => i / 50.0), double.NaN];

        Assert.Contains("10", MetricRange.Limit(plot, values, Objective.Maximize("score")), StringComparison.Ordinal);
        Assert.InRange(plot.Axes.GetLimits().Bottom, -0.1, 0.1);

        var losses = values.Select(static value => -value);
        Assert.NotEmpty(MetricRange.Limit(plot, losses, Objective.Minimize("loss")));
        Assert.InRange(plot.Axes.GetLimits().Top, -0.1, 0.1);
    }

    [Fact]
    public void An_even_spread_of_values_is_shown_whole()
    {
        var plot = new ScottPlot.Plot();

        Assert.Empty(MetricRange.Limit(
            plot, Enumerable.Range(0, 50).Select(static i => i / 50.0), Objective.Maximize("score")));

        Assert.True(plot.Axes.GetLimits().Bottom <= 0);
        Assert.True(plot.Axes.GetLimits().Top >= 0.98);
    }

    private static HyperparameterAxis Axis(Domain domain) =>
        HyperparameterAxis.Of("x", new SearchSpace { ["x"] = domain }, []);

    private static IEnumerable<string> Labels(HyperparameterAxis axis) => axis.Ticks.Select(static tick => tick.Label);

    private static Configuration Config(double value) => new([new("x", value)]);
}
