using Clade.Driver;
using Clade.Experiments;
using Clade.Storage;
using Clade.Tests.Storage;

namespace Clade.Tests.Driver;

public sealed class NextStepsTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void The_record_of_the_search_space_is_part_of_the_line()
    {
        var folder = _temp.NewExperiment();
        Assert.Equal(
            $"await Tune.ResumeAsync<NextStepsTests.Config>(train, \"{folder.Path}\", options)",
            NextSteps.HowToResume("train", typeof(Config), folder));
        Assert.Equal(
            $"await Tune.ResumeAsync(train, \"{folder.Path}\", options)", NextSteps.HowToResume("train", null, folder));
        var plan = ExperimentPlan.Of<Config>(
            static (Trial<Config> _) => { },
            GoldenRun.Options(_temp.Path) with { Space = null });
        Assert.Equal(typeof(Config), plan.ConfigType);
    }

    [Fact]
    public void A_replay_is_offered_with_its_one_trial_where_there_is_a_schedule_of_more_than_one_step()
    {
        var script = Script.Sample();
        var folder = _temp.Write(script);
        var copied = script.State with { ExploitCount = 1 };

        Assert.Contains("Trials = 1", HowToReplay(copied, folder), StringComparison.Ordinal);
        Assert.Contains(folder.Path, HowToReplay(copied, folder), StringComparison.Ordinal);
        Assert.Null(HowToReplay(copied with { ExploitCount = 0 }, folder));
        Assert.Null(HowToReplay(ExperimentState.Empty, folder));

        var plain = new Script().Open().Create(0, 0, 0.1).Start(0).Started(0).Report(0, 0.5).Save(0);
        Assert.Null(HowToReplay(plain.State with { ExploitCount = 1 }, _temp.Write(plain)));
    }

    private static string? HowToReplay(ExperimentState state, ExperimentFolder folder) =>
        NextSteps.HowToReplay(state, folder, DriverHooks.None);

    private sealed record Config([Uniform(0, 1)] double X);
}
