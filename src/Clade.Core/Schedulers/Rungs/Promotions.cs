using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>
/// Trials that are paused at rungs: when a worker is free, the highest rung is looked through first for one in the top
/// share of all that came there.
/// </summary>
internal static class Promotions
{
    /// <summary>The trial to promote now; none if none has earned it.</summary>
    /// <param name="state">The state.</param>
    /// <param name="ladders">The rungs of each bracket.</param>
    /// <param name="top">No trial is promoted from this rung on.</param>
    public static TrialId? Next(ExperimentState state, ImmutableArray<Ladder> ladders, double top)
    {
        (TrialId Trial, double Level)? next = null;
        for (var bracket = 0; bracket < ladders.Length; bracket++)
        {
            foreach (var level in ladders[bracket].Levels)
            {
                if (level >= top || level <= next?.Level) continue;

                var promoted = NextAt(state.Rungs.At(bracket, level), ladders[bracket].Factor);
                if (promoted is { } trial) next = (trial, level);
            }
        }

        return next?.Trial;
    }

    /// <summary>Lets one paused trial go on.</summary>
    public static void Promote(Decider decider, TrialId trial)
    {
        decider.Emit(new DecideRung(trial, RungDecision.Promoted));
        if (decider.State[trial].Hold == HoldKind.Rung) decider.Emit(new Release(trial));
    }

    /// <summary>Nobody is promoted any more: the experiment is at its end.</summary>
    public static void EndPaused(Decider decider)
    {
        foreach (var trial in decider.State.Trials.Where(static trial => trial is { Hold: HoldKind.Rung }))
        {
            decider.Emit(new EndTrial(
                trial.Id, TrialStatus.Stopped, RungReason.OfPaused(decider.Settings, trial.Course!.Last!)));
        }
    }

    /// <summary>How many of so many trials go on.</summary>
    public static int TopCount(int trials, double factor) => (int)Math.Floor((trials / factor) + 1e-9);

    // Those before it in the ranking have all gone on, so if the best that waits is not in the top, nobody is.
    private static TrialId? NextAt(Rung rung, double factor) =>
        rung.Waiting.IsEmpty || rung.Waiting.Min is not { Score.IsUsable: true } best
            || rung.RankOf(best) >= TopCount(rung.Scores.Count, factor)
            ? null
            : best.Trial;
}
