using SkiaSharp;

namespace Clade.Cli.Tests.Plots;

public sealed class PlotCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private TuneOptions Search => SampleExperiment.Options(_folder) with { Trials = 60, Stop = Stop.AtIteration(2) };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("curves", "learning curves by trial", "score (higher is better)")]
    [InlineData("lineage-curves", "learning curves by lineage", "score (higher is better)")]
    [InlineData("schedules", "schedules", "optimizer")]
    [InlineData("lineage", "lineage", "iterations done")]
    public async Task A_population_is_drawn_with_title_and_labels(string kind, string title, string label)
    {
        await SampleExperiment.RunAsync(SampleExperiment.Population(_folder));
        using var cli = new Cli(_folder.Path);

        Assert.Equal(0, await cli.RunAsync("plot", "small", "--kind", kind, "--out", "a.svg"));
        Assert.Equal(0, await cli.RunAsync("plot", "small", "--kind", kind, "--out", "a.png", "--width", "640"));

        var svg = File.ReadAllText(_folder["a.svg"]);
        Assert.Contains($"small: {title}", Text(svg), StringComparison.Ordinal);
        Assert.Contains(label, Text(svg), StringComparison.Ordinal);
        using var png = SKBitmap.Decode(_folder["a.png"]);
        Assert.Equal((640, 500), (png.Width, png.Height));
        Assert.True(HasInk(png, 0, 40), "The title is not there.");
        Assert.Contains(new SKColor(0xD5, 0x5E, 0x00), png.Pixels);
    }

    [Theory]
    [InlineData("parallel")]
    [InlineData("importance")]
    [InlineData("contour")]
    public async Task A_search_over_configurations_is_drawn_with_its_hyperparameters(string kind)
    {
        await SampleExperiment.RunAsync(Search);
        using var cli = new Cli(_folder.Path);

        Assert.Equal(0, await cli.RunAsync("plot", "small", "--kind", kind, "--out", "a.svg"));

        var text = Text(File.ReadAllText(_folder["a.svg"]));
        Assert.Contains("hidden", text, StringComparison.Ordinal);
        Assert.Contains("lr", text, StringComparison.Ordinal);
        Assert.Contains("60 trials", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_axes_of_a_contour_can_be_chosen()
    {
        await SampleExperiment.RunAsync(Search);
        using var cli = new Cli(_folder.Path);

        var code = await cli.RunAsync(
            "plot", "small", "--kind", "contour", "--x", "optimizer", "--y", "lr", "--out", "a.svg");

        Assert.Equal(0, code);
        var text = Text(File.ReadAllText(_folder["a.svg"]));
        Assert.Contains("score over optimizer and lr", text, StringComparison.Ordinal);
        Assert.Equal(2, await cli.RunAsync("plot", "small", "--kind", "contour", "--x", "hiden", "--out", "a.svg"));
        Assert.Contains("Did you mean 'hidden'?", cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".svg")]
    public async Task The_same_experiment_gives_the_same_bytes(string extension)
    {
        await SampleExperiment.RunAsync(SampleExperiment.Population(_folder));
        using var cli = new Cli(_folder.Path);
        await cli.RunAsync("plot", "small", "--kind", "curves", "--out", "a" + extension);
        await cli.RunAsync("plot", "small", "--kind", "curves", "--out", "b" + extension);
        await cli.RunAsync("plot", "small", "--kind", "lineage", "--out", "c" + extension);

        Assert.Equal(File.ReadAllBytes(_folder["a" + extension]), File.ReadAllBytes(_folder["b" + extension]));
        Assert.NotEqual(File.ReadAllBytes(_folder["a" + extension]), File.ReadAllBytes(_folder["c" + extension]));
    }

    [Fact]
    public async Task Too_few_trials_are_told_and_nothing_is_written()
    {
        await SampleExperiment.RunAsync(SampleExperiment.Options(_folder));
        using var cli = new Cli(_folder.Path);

        Assert.Equal(1, await cli.RunAsync("plot", "small", "--kind", "importance", "--out", "a.png"));

        Assert.Contains("too few trials: 4", cli.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["a.png"]));
    }

    [Fact]
    public async Task All_draws_what_is_possible_and_names_what_is_not()
    {
        await SampleExperiment.RunAsync(SampleExperiment.Population(_folder));
        using var cli = new Cli(_folder.Path);

        Assert.Equal(0, await cli.RunAsync("plot", "small", "--out", "plots", "--svg", "--dark"));

        Assert.Equal(
            ["curves.svg", "lineage-curves.svg", "lineage.svg", "schedules.svg"],
            Directory.GetFiles(_folder["plots"]).Select(static path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal));
        Assert.Contains("left out importance", cli.Error, StringComparison.Ordinal);
        Assert.Contains("left out contour", cli.Error, StringComparison.Ordinal);
        Assert.Contains("left out parallel", cli.Error, StringComparison.Ordinal);
        Assert.Contains("changed their configuration", cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("only .png and .svg", "--kind", "curves", "--out", "a.jpg")]
    [InlineData("--kind all", "--kind", "all", "--out", "a.png")]
    [InlineData("--svg belongs", "--kind", "curves", "--out", "a.png", "--svg")]
    [InlineData("--x and --y", "--kind", "curves", "--out", "a.png", "--x", "lr")]
    [InlineData("300 to 8000", "--kind", "curves", "--out", "a.png", "--width", "20")]
    [InlineData("sketch", "--kind", "sketch", "--out", "a.png")]
    public async Task What_makes_no_sense_is_refused_before_anything_is_drawn(string says, params string[] options)
    {
        await SampleExperiment.RunAsync(SampleExperiment.Options(_folder));
        using var cli = new Cli(_folder.Path);

        Assert.Equal(2, await cli.RunAsync(["plot", "small", .. options]));

        Assert.Contains(says, cli.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    // Skia writes a letter's position each, and escapes what XML wants escaped; the text itself is whole.
    private static string Text(string svg) => string.Join('\n', System.Xml.Linq.XDocument.Parse(svg).Descendants()
        .Where(static element => element.Name.LocalName == "text").Select(static element => element.Value.Trim()));

    private static bool HasInk(SKBitmap picture, int fromRow, int toRow)
    {
        var dark = 0;
        for (var y = fromRow; y < toRow; y++)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                if (picture.GetPixel(x, y).Red < 0x80) dark++;
            }
        }

        return dark > 200;
    }
}
