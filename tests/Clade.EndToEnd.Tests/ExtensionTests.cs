namespace Clade.EndToEnd.Tests;

/// <summary>Experiments that go on after their end, in worker processes.</summary>
public sealed class ExtensionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static Scheduler SchedulerOf(string name) => name switch
    {
        "synchronous" => new PopulationBasedTraining { PerturbationInterval = 3, Synchronous = true },
        "asynchronous" => new PopulationBasedTraining { PerturbationInterval = 3, MaxSkew = double.PositiveInfinity },
        _ => new FirstInFirstOut(),
    };

    [Theory]
    [InlineData("synchronous")]
    [InlineData("asynchronous")]
    [InlineData("random search")]
    public async Task A_finished_experiment_goes_on_to_a_later_stop(string scheduler)
    {
        var options = Small.Options(_folder) with { Scheduler = SchedulerOf(scheduler) };
        var first = await Tune.RunAsync(
            Small.Train, options with { Stop = Stop.AtIteration(6) }, TestContext.Current.CancellationToken);
        Assert.All(first.Trials, trial => Assert.Equal((TrialStatus.Completed, 6), (trial.Status, trial.Iteration)));

        var extended = await Tune.ResumeAsync(
            Small.Train, first.Folder, options, TestContext.Current.CancellationToken);

        CheckComplete(extended);
        Assert.Equal(
            extended.ReportCount, extended.Reports().Select(r => (r.Segment, r.Iteration)).Distinct().Count());
        Assert.Equal(0, extended.Trials.Sum(trial => trial.Failures + trial.LostWorkers));
        Assert.Equal(extended.Best.Metric, Small.Load(extended.Best.CheckpointFolder!));
        if (scheduler == "asynchronous") return;

        var whole = await Tune.RunAsync(
            Small.Train, options with { Name = "whole" }, TestContext.Current.CancellationToken);
        Assert.Equal(whole.Exploits.Select(DecisionOf), extended.Exploits.Select(DecisionOf));
        Assert.Equal(
            whole.Trials.Select(t => (t.Config, t.LastMetric)), extended.Trials.Select(t => (t.Config, t.LastMetric)));
        Assert.Equal(scheduler == "synchronous", extended.Exploits.Any(e => e.Record.VictimIteration >= 6));
    }

    [Fact]
    public async Task More_trials_follow_and_the_same_options_change_nothing()
    {
        var options = Small.Options(_folder) with
        {
            Scheduler = new FirstInFirstOut(),
            Workers = WorkerKind.InProcess,
            Trials = 2,
        };
        var first = await Tune.RunAsync(Small.Train, options, TestContext.Current.CancellationToken);
        var again = await Tune.ResumeAsync(Small.Train, first.Folder, options, TestContext.Current.CancellationToken);
        Assert.Equal((first.ReportCount, first.StatusReason), (again.ReportCount, again.StatusReason));
        Assert.Equal(first.Trials.Select(t => t.Attempts), again.Trials.Select(t => t.Attempts));
        Assert.Equal(first.Best.Metric, again.Best.Metric);

        var more = await Tune.ResumeAsync(
            Small.Train, first.Folder, options with { Trials = 5 }, TestContext.Current.CancellationToken);

        CheckComplete(more);
        Assert.Equal(first.Trials, more.Trials.Take(2));
        Assert.Equal(5, more.Trials.Select(t => t.Config).Distinct().Count());
    }

    [Fact]
    public async Task An_extension_whose_driver_is_killed_goes_on_as_if_it_had_not_been()
    {
        using (var program = UserProgram.Start("run", _folder.Path, "--synchronous"))
        {
            await program.ReadToEndAsync();
        }

        var experiment = _folder["program"];
        using (var program = UserProgram.Start("resume", experiment, "--synchronous", "--until", "30"))
        {
            await program.ReadToAsync("iteration 23");
            await program.KillAsync();
        }

        using (var program = UserProgram.Start("resume", experiment, "--synchronous", "--until", "30"))
        {
            var output = await program.ReadToEndAsync();
            Assert.True(program.ExitCode == 0, output);
        }

        using (var program = UserProgram.Start("run", _folder["whole"], "--synchronous", "--until", "30"))
        {
            await program.ReadToEndAsync();
        }

        var (extended, whole) = (TuneResult.Open(experiment), TuneResult.Open(_folder["whole/program"]));
        Assert.All(
            extended.Trials, trial => Assert.Equal((TrialStatus.Completed, 30), (trial.Status, trial.Iteration)));
        Assert.Equal(whole.Exploits.Select(DecisionOf), extended.Exploits.Select(DecisionOf));
        Assert.Equal(
            whole.Trials.Select(t => (t.Config, t.LastMetric)), extended.Trials.Select(t => (t.Config, t.LastMetric)));
    }

    private static string DecisionOf(ExploitResult exploit) =>
        $"{exploit.Record.Victim} <- {exploit.Record.Donor} at {exploit.Record.Iteration}: {exploit.Record.Config}";

    private static void CheckComplete(TuneResult result)
    {
        Assert.Equal(ExperimentStatus.Completed, result.Status);
        Assert.All(result.Trials, trial => Assert.Equal((TrialStatus.Completed, 12), (trial.Status, trial.Iteration)));
    }
}
