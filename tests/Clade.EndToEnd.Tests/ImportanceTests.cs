namespace Clade.EndToEnd.Tests;

/// <summary>Which hyperparameters an experiment depended on.</summary>
public sealed class ImportanceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private TuneOptions Options => Small.Options(_folder) with
    {
        Workers = WorkerKind.InProcess,
        Scheduler = new FirstInFirstOut(),
        Trials = 60,
        Stop = Stop.AtIteration(1),
    };

    // After one iteration the weight is lr; hidden is read, and has no effect.
    private static void Train(Trial trial)
    {
        if (trial.Config["lr"].ToDouble() > 0.19) throw new InvalidOperationException("It diverged.");
        _ = trial.Config["hidden"];
        Small.Train(trial);
    }

    [Fact]
    public async Task What_the_score_depends_on_is_found_and_failed_trials_are_left_out()
    {
        var result = await Tune.RunAsync(Train, Options, TestContext.Current.CancellationToken);
        var failed = result.Trials.Count(static trial => trial.Status == TrialStatus.Failed);
        Assert.InRange(failed, 1, 10);

        var importance = result.Importance();
        Assert.Equal((60 - failed, failed), (importance.TrialsUsed, importance.TrialsLeftOut));
        Assert.InRange(importance["lr"].Share, 0.9, 1);
        Assert.Equal(importance, TuneResult.Open(result.Folder).Importance(Small.Space));
        Assert.Equal(importance, TuneResult.Open(result.Folder).Importance());
    }

    [Fact]
    public async Task A_result_from_its_folder_takes_no_other_space_than_its_own()
    {
        var run = await Tune.RunAsync(
            Train, Options with { Trials = 3 }, TestContext.Current.CancellationToken);
        Assert.Contains("too few trials", run.Importance().NoSharesReason);

        var opened = TuneResult.Open(run.Folder);
        Assert.Equal(run.Importance(), opened.Importance());
        var other = new SearchSpace { ["lr"] = Search.Uniform(0.01, 0.3), ["hidden"] = Small.Space["hidden"] };
        var e = Assert.Throws<CladeException>(() => opened.Importance(other));
        Assert.Contains("given is 'lr: uniform [0.01, 0.3)', recorded is 'lr: uniform [0.01, 0.2)'", e.Message);
    }

    [Fact]
    public async Task A_score_that_two_configurations_earned_belongs_to_none()
    {
        var result = await Tune.RunAsync(
            Small.Train, Small.Options(_folder) with { Workers = WorkerKind.InProcess },
            TestContext.Current.CancellationToken);

        Assert.Contains(result.Trials, static trial => trial.Exploits > 0);
        Assert.Equal(
            result.Trials.Select(static trial => trial.Exploits == 0 ? trial.BestMetric!.Value : double.NaN),
            result.ScoredConfigurations.Select(static scored => scored.Score));
    }
}
