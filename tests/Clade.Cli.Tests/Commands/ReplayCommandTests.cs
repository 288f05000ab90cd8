namespace Clade.Cli.Tests.Commands;

public sealed class ReplayCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_schedule_is_written_and_trains_to_the_same_score()
    {
        var found = await SampleExperiment.RunAsync(SampleExperiment.Population(_folder));
        Assert.True(found.Best.Schedule.Steps.Length > 1, "The best never changed its configuration.");
        using var cli = new Cli(_folder.Path);

        Assert.Equal(0, await cli.RunAsync("replay", "small", "--out", "schedule.json"));

        Assert.Contains("Stop = Stop.AtIteration(12)", cli.Out, StringComparison.Ordinal);
        Assert.Contains($"TrainingSchedule.Read(@\"{_folder["schedule.json"]}\")", cli.Out, StringComparison.Ordinal);
        var replayed = await SampleExperiment.RunAsync(SampleExperiment.Options(_folder) with
        {
            Name = "replayed",
            Trials = 1,
            Scheduler = new PopulationBasedTrainingReplay
            {
                Schedule = TrainingSchedule.Read(_folder["schedule.json"]).Steps,
            },
            Stop = Stop.AtIteration(12),
        });
        Assert.Equal(found.Best.Metric, replayed.Best.Metric, 12);
    }

    [Fact]
    public async Task Without_a_file_the_schedule_is_shown()
    {
        var found = await SampleExperiment.RunAsync(SampleExperiment.Population(_folder));
        using var cli = new Cli(_folder.Path);

        Assert.Equal(0, await cli.RunAsync("replay", "small"));

        Assert.Contains("from iteration", cli.Out, StringComparison.Ordinal);
        Assert.Contains($"TuneResult.Open(@\"{found.Folder}\")", cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_was_found_there_is_nothing_to_replay()
    {
        await Assert.ThrowsAsync<CladeException>(() => SampleExperiment.RunAsync(
            SampleExperiment.Options(_folder) with { Trials = 1, MaxFailures = 0 },
            static _ => throw new InvalidOperationException("no")));
        using var cli = new Cli(_folder.Path);

        Assert.Equal(2, await cli.RunAsync("replay", "small", "--out", "schedule.json"));

        Assert.Contains("no schedule to train along", cli.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["schedule.json"]));
    }
}
