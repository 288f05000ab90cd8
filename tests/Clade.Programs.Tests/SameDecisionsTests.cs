namespace Clade.Programs.Tests;

/// <summary>
/// The scripts of the documentation run, and lead to the decisions that a training function of .NET leads to.
/// </summary>
public sealed class SameDecisionsTests : IDisposable
{
    private readonly Workplace _place = new();
    private readonly string[] _scripts;

    public SameDecisionsTests() => _scripts = DocumentedScripts.WriteTo(_place.Path);

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("train.py")]
    [InlineData("train.sh")]
    [InlineData("train-files.py")]
    [InlineData("train-files.sh")]
    [InlineData("train-channel.py")]
    [InlineData("train-channel.sh")]
    public async Task Random_search(string script)
    {
        var decisions = await DecisionsAsync(script, Parabola.Options(_place.Path));
        Assert.Equal(
            40, decisions.Split('\n').Count(static line => line.StartsWith("report", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("train-files.py")]
    [InlineData("train-files.sh")]
    [InlineData("train-channel.py")]
    [InlineData("train-channel.sh")]
    public async Task Population_based_training(string script)
    {
        var decisions = await DecisionsAsync(script, Parabola.Options(_place.Path) with
        {
            Scheduler = new PopulationBasedTraining { PerturbationInterval = 2, Synchronous = true },
        });
        Assert.Contains("Donor = 1", decisions, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_documented_script_is_run() => Assert.Equal(
        [
            "train-channel.py", "train-channel.sh", "train-files.py", "train-files.sh", "train.py", "train.sh",
            "tune.yaml",
        ],
        _scripts.Order(StringComparer.Ordinal));

    private async Task<string> DecisionsAsync(string script, TuneOptions options)
    {
        var function = await Tune.RunAsync(
            Parabola.Train, options with { Workers = WorkerKind.InProcess }, TestContext.Current.CancellationToken);
        var program = await Programs.RunAsync(Parabola.Program(script, _place.Path), options);
        var decisions = Parabola.DecisionsOf(program);
        Assert.Equal(Parabola.DecisionsOf(function), decisions);
        return decisions;
    }
}
