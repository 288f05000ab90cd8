using Clade.Cli.Output;

namespace Clade.Cli.Tests.Output;

public sealed class ExperimentFinderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_experiment_is_found_by_its_name_its_folder_and_its_file()
    {
        await SampleExperiment.RunAsync(SampleExperiment.Options(_folder));
        using var cli = new Cli(_folder.Path);
        var expected = _folder["experiments/small"];

        Assert.Equal(expected, ExperimentFinder.Find(cli.Context, "small"));
        Assert.Equal(expected, ExperimentFinder.Find(cli.Context, "experiments/small/"));
        Assert.Equal(expected, ExperimentFinder.Find(cli.Context, expected));
        Assert.Equal(expected, ExperimentFinder.Find(cli.Context, "experiments/small/experiment.db"));
    }

    [Fact]
    public async Task A_mistyped_name_is_answered_with_the_nearest()
    {
        await SampleExperiment.RunAsync(SampleExperiment.Options(_folder));
        using var cli = new Cli(_folder.Path);

        var e = Assert.Throws<CladeException>(() => ExperimentFinder.Find(cli.Context, "smal"));

        Assert.Contains("no experiment 'smal'", e.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'small'?", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_experiments_is_not_taken_for_one()
    {
        await SampleExperiment.RunAsync(SampleExperiment.Options(_folder));
        using var cli = new Cli(_folder.Path);

        var e = Assert.Throws<CladeException>(() => ExperimentFinder.Find(cli.Context, "experiments"));

        Assert.Contains("holds 1 experiment", e.Message, StringComparison.Ordinal);
        Assert.Contains("experiments/small", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData("../..")]
    public void Where_nothing_is_the_message_says_where_was_looked(string name)
    {
        using var cli = new Cli(_folder.Path);

        var e = Assert.Throws<CladeException>(() => ExperimentFinder.Find(cli.Context, name));

        Assert.Contains(_folder["experiments"], e.Message, StringComparison.Ordinal);
    }
}
