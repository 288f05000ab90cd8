using System.Globalization;

namespace Clade.Experiments;

/// <summary>Warnings that a single report can give rise to.</summary>
internal static class ReportWarnings
{
    private static readonly string[] HeldOut = ["val_", "valid_", "validation_", "test_", "eval_"];

    /// <param name="decider">Holds the state with the report applied.</param>
    /// <param name="before">The state before the report.</param>
    /// <param name="e">The report.</param>
    public static void Check(Decider decider, ExperimentState before, Reported e)
    {
        WarnOfTrainingMetric(decider, e);
        WarnOfTime(decider, before[e.Trial], e);
        WarnOfFallAfterRestore(decider, before[e.Trial]);
        if (e.Unread is { } unread) UnreadWarning.Check(decider, before, e.Trial, unread);
    }

    private static void WarnOfTrainingMetric(Decider decider, Reported e)
    {
        var metric = decider.Settings.Objective.Metric;
        var isHeldOut = HeldOut.Any(prefix => metric.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
        if (decider.State.ReportCount > 1 || isHeldOut) return;

        var isTrain = metric.StartsWith("train_", StringComparison.OrdinalIgnoreCase);
        var plain = isTrain ? metric["train_".Length..] : metric;
        var twin = e.Metrics.Keys.FirstOrDefault(name => HeldOut.Any(
            prefix => string.Equals(name, prefix + plain, StringComparison.OrdinalIgnoreCase)));
        if (twin is null) return;

        decider.WarnOnce(
            "training-metric",
            $"The objective is '{metric}', but '{twin}' is reported too. If '{metric}' is measured on training data, " +
            $"the best trial is the one that learnt them by heart: use '{twin}' as the objective.");
    }

    private static void WarnOfTime(Decider decider, TrialState before, Reported e)
    {
        if (decider.Settings.Scheduler.TimeMetric is not { } name) return;
        if (!e.Metrics.TryGetValue(name, out var time) || !double.IsFinite(time)) return;
        if (time >= before.Time) return;

        decider.WarnOnce("time-went-backwards", string.Create(
            CultureInfo.InvariantCulture,
            $"Trial {e.Trial} reported {name} = {time} after {before.Time}. The time attribute must never fall, ") +
            "and after a restore it must go on from the checkpoint's: save it with the weights.", e.Trial);
    }

    private static void WarnOfFallAfterRestore(Decider decider, TrialState before)
    {
        var now = decider.State[before.Id].Score;
        if (before.RestoredScore is not { IsUsable: true } restored || !now.IsUsable) return;

        // Members that are nearly equal have a spread below the noise: weights that were not restored do no better than
        // those that nobody had trained.
        if (decider.State.BestFirstScore is not { } fresh || now.IsBetterThan(fresh)) return;

        var members = decider.State.Ranking.Members;
        var worst = members.Reverse().FirstOrDefault(static member => member.Score.IsUsable);
        if (worst is null || members.IndexOf(worst) < 2) return;

        var spread = members[0].Score.Value - worst.Score.Value;
        if (spread <= 0 || restored.Value - now.Value <= spread) return;

        var fall = restored.Value - now.Value;
        decider.WarnOnce(
            "score-fell-after-restore",
            FormattableString.Invariant($"Right after a restore the score of trial {before.Id} fell by {fall:G4}, ") +
            FormattableString.Invariant($"more than the population's spread of {spread:G4}, to no more than first ") +
            "iterations give: its weights were probably not restored. Check that Restore is called and loads what " +
            "save wrote.", before.Id);
    }
}
