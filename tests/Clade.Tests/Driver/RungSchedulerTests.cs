using Clade.Tests.Storage;

namespace Clade.Tests.Driver;

/// <summary>Schedulers that compare trials at rungs, with a store, real checkpoints and an extension.</summary>
public sealed class RungSchedulerTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("asha")]
    [InlineData("asha-promotion")]
    [InlineData("bohb")]
    [InlineData("median")]
    [InlineData("pasha")]
    public async Task An_experiment_runs_to_its_end_and_goes_on_with_more_trials(string name)
    {
        var (scheduler, sampler) = Of(name);
        var options = GoldenRun.Options(_temp.Path) with
        {
            Name = name,
            Trials = 12,
            Cpus = [0, 1, 2],
            Scheduler = scheduler,
            Sampler = sampler,
            Stop = Stop.AtIteration(9),
        };
        var first = await Tune.RunAsync(GoldenRun.Train, options, TestContext.Current.CancellationToken);
        CheckComplete(first, trials: 12);

        var more = await Tune.ResumeAsync(
            GoldenRun.Train, first.Folder, options with { Trials = 30 }, TestContext.Current.CancellationToken);
        CheckComplete(more, trials: 30);
        Assert.DoesNotContain(more.Warnings, warning => warning.Code == "paused-without-checkpoint");
        // What was reported is never trained twice: who paused went on from its checkpoint.
        Assert.Equal(more.ReportCount, more.Reports().Select(r => (r.Trial, r.Iteration)).Distinct().Count());
    }

    private static (Scheduler Scheduler, Sampler Sampler) Of(string name) => name switch
    {
        "asha" => (new Asha { MaxResource = 9, ReductionFactor = 3 }, new RandomSampler()),
        "asha-promotion" => (
            new Asha { MaxResource = 9, ReductionFactor = 3, Variant = AshaVariant.Promotion }, new BohbSampler()),
        "bohb" => (new HyperBand { MaxResource = 9 }, new BohbSampler { RandomFraction = 0 }),
        "median" => (new MedianStopping { MinOthers = 3, SoftStop = true }, new RandomSampler()),
        _ => (new Pasha { MaxResource = 9 }, new RandomSampler()),
    };

    private static void CheckComplete(TuneResult result, int trials)
    {
        Assert.Equal((ExperimentStatus.Completed, trials), (result.Status, result.Trials.Length));
        Assert.All(result.Trials, trial => Assert.True(
            trial is { Status: TrialStatus.Completed, Iteration: 9 } or { Status: TrialStatus.Stopped, Iteration: < 9 },
            $"{trial}"));
    }
}
