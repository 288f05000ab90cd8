using Clade.Experiments;

namespace Clade.Display;

/// <summary>How far an experiment is.</summary>
/// <param name="Done">Iterations done; those that an ended trial did not need count as done.</param>
/// <param name="Total">Iterations in all; none if nothing bounds them.</param>
/// <param name="Fraction">The part of iterations or time that is done, in [0, 1]; none if nothing bounds them.</param>
/// <param name="Left">How long it will still take; none if that can't be said yet.</param>
internal sealed record ProgressEstimate(long Done, long? Total, double? Fraction, TimeSpan? Left)
{
    /// <summary>Estimates from the average speed since this driver opened the experiment.</summary>
    /// <param name="model">What is known.</param>
    /// <param name="active">How long the experiment has been open by now.</param>
    public static ProgressEstimate Of(ProgressModel model, TimeSpan active)
    {
        var (start, state) = (model.Start, model.State);
        var done = IterationsDone(start, state);
        var trials = state.SamplerExhausted ? state.Trials.Count : start.Trials;
        var total = trials is { } count && start.Stop.IterationBudget is { } budget ? count * budget : (long?)null;

        var ofIterations = total > 0 ? (double)done / total : null;
        var ofTime = start.Stop.TimeBudget is { } limit ? active / limit : (double?)null;
        var fraction = ofIterations is null || ofTime > ofIterations ? ofTime : ofIterations;
        return new ProgressEstimate(done, total, Clamp(fraction), Smaller(
            LeftByIterations(model, active, done, total), start.Stop.TimeBudget - active));
    }

    public static long IterationsDone(ProgressStart start, ExperimentState state)
    {
        var budget = start.Stop.IterationBudget;
        return state.Trials.Sum(trial =>
            budget is not { } most ? trial.Iteration : trial.HasEnded ? most : Math.Min(trial.Iteration, most));
    }

    private static TimeSpan? LeftByIterations(ProgressModel model, TimeSpan active, long done, long? total)
    {
        var here = active - model.State.ActiveBefore;
        var doneHere = done - model.IterationsBefore;
        if (total is not { } all || doneHere <= 0 || here <= TimeSpan.Zero) return null;

        return TimeSpan.FromSeconds(here.TotalSeconds / doneHere * Math.Max(0, all - done));
    }

    private static double? Clamp(double? fraction) => fraction is { } value ? Math.Clamp(value, 0, 1) : null;

    private static TimeSpan? Smaller(TimeSpan? a, TimeSpan? b)
    {
        var smaller = a is null || b < a ? b : a;
        return smaller < TimeSpan.Zero ? TimeSpan.Zero : smaller;
    }
}
