using Clade.Display;
using Clade.Experiments;

namespace Clade.Tests.Display;

public sealed class ProgressEstimateTests
{
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    [Fact]
    public void Iterations_give_the_part_done_and_the_time_left()
    {
        // 30 of 40 iterations in ten minutes: ten more take a third of that.
        var state = ShownExperiment.State(ShownExperiment.Trial(0, iteration: 30));
        Assert.Equal(
            new ProgressEstimate(30, 40, 0.75, TimeSpan.FromSeconds(200)), Estimate(state, Stop.AtIteration(40)));
    }

    [Fact]
    public void An_ended_trial_needs_no_more_iterations()
    {
        var state = ShownExperiment.State(
            ShownExperiment.Trial(0, TrialStatus.Stopped, iteration: 3), ShownExperiment.Trial(1, iteration: 10),
            ShownExperiment.Trial(2, iteration: 90));
        var estimate = Estimate(state, Stop.AtIteration(40));
        Assert.Equal((90, 120L, 0.75), (estimate.Done, estimate.Total, estimate.Fraction));
    }

    [Fact]
    public void A_time_limit_alone_is_a_bar_too()
    {
        var state = ShownExperiment.State(ShownExperiment.Trial(0, iteration: 30));
        Assert.Equal(
            new ProgressEstimate(30, null, 0.25, TimeSpan.FromMinutes(30)),
            Estimate(state, Stop.AfterTime(TimeSpan.FromMinutes(40))));
    }

    [Fact]
    public void Of_two_limits_the_nearer_one_counts()
    {
        var state = ShownExperiment.State(ShownExperiment.Trial(0, iteration: 30));
        var early = Estimate(state, Stop.AtIteration(40) | Stop.AfterTime(TimeSpan.FromMinutes(11)));
        Assert.Equal((10 / 11.0, TimeSpan.FromMinutes(1)), (early.Fraction, early.Left));
        var late = Estimate(state, Stop.AtIteration(40) | Stop.AfterTime(TimeSpan.FromMinutes(100)));
        Assert.Equal((0.75, TimeSpan.FromSeconds(200)), (late.Fraction, late.Left));
    }

    [Fact]
    public void After_a_resume_speed_counts_from_there()
    {
        var before = ShownExperiment.State(ShownExperiment.Trial(0, iteration: 20));
        var after = ShownExperiment.State(ShownExperiment.Trial(0, iteration: 30)) with
        {
            ActiveBefore = TimeSpan.FromHours(50),
        };
        var start = ShownExperiment.Start(1, Stop.AtIteration(40));
        var model = ProgressModel.Begin(start, before, ProgressSymbols.Unicode, false).Next(after, []);
        Assert.Equal(TenMinutes, ProgressEstimate.Of(model, after.Active).Left);
    }

    [Fact]
    public void Nothing_is_promised_without_limits_or_before_the_first_iteration()
    {
        var state = ShownExperiment.State(ShownExperiment.Trial(0, iteration: 30));
        Assert.Equal(new ProgressEstimate(30, null, null, null), Estimate(state, Stop.Never));
        var fresh = ShownExperiment.State(ShownExperiment.Trial(0, iteration: 0));
        Assert.Equal(new ProgressEstimate(0, 40, 0, null), Estimate(fresh, Stop.AtIteration(40)));
    }

    [Fact]
    public void An_exhausted_sampler_makes_fewer_trials()
    {
        var state = ShownExperiment.State(ShownExperiment.Trial(0, iteration: 30)) with { SamplerExhausted = true };
        Assert.Equal(40, Estimate(state, Stop.AtIteration(40), trials: 10).Total);
        Assert.Equal(40, Estimate(state, Stop.AtIteration(40), trials: null).Total);
        Assert.Null(Estimate(state with { SamplerExhausted = false }, Stop.AtIteration(40), trials: null).Total);
    }

    [Fact]
    public void Time_left_never_falls_below_zero()
    {
        var state = ShownExperiment.State(ShownExperiment.Trial(0, iteration: 50));
        var estimate = Estimate(state, Stop.AtIteration(40) | Stop.AfterTime(TimeSpan.FromMinutes(1)));
        Assert.Equal((1, TimeSpan.Zero), (estimate.Fraction, estimate.Left));
    }

    private static ProgressEstimate Estimate(ExperimentState state, StopRule stop, int? trials = -1)
    {
        var start = ShownExperiment.Start(trials == -1 ? state.Trials.Count : trials, stop);
        return ProgressEstimate.Of(ShownExperiment.Model(state, start), TenMinutes);
    }
}
