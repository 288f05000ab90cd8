using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>The rungs of PASHA, of which the upper ones open one after the other.</summary>
internal static class PashaRungs
{
    public static void Enter(Pasha pasha, Decider decider, TrialId id)
    {
        var top = TopOf(pasha, decider.State);
        var trial = decider.State[id];
        if (pasha.Ladder.Reached(Math.Min(trial.Time, top)) is not { } level || level <= trial.Course?.Last?.Level)
        {
            return;
        }

        var decision = trial.Time >= pasha.MaxResource ? RungDecision.Passes : RungDecision.Waits;
        decider.Emit(new EnterRung(id, new RungEntry(0, level, trial.Score, decision)));
        if (level == top && pasha.Ladder.Above(top) is { } next && !PashaRanking.IsStable(pasha, decider.State, top))
        {
            decider.Emit(new RaiseTopRung(next));
        }

        var mayGoOnAtOnce = decider.State is { Closing: null, Waiting.IsEmpty: true };
        if (decider.State[id].AwaitsPromotion && mayGoOnAtOnce && Next(pasha, decider.State) == id)
        {
            Promotions.Promote(decider, id);
        }
    }

    /// <summary>The trial to promote now.</summary>
    public static TrialId? Next(Pasha pasha, ExperimentState state) =>
        Promotions.Next(state, [pasha.Ladder], TopOf(pasha, state));

    /// <summary>The highest rung that is open: the second, until one is raised.</summary>
    private static double TopOf(Pasha pasha, ExperimentState state)
    {
        var ladder = pasha.Ladder;
        var least = ladder.Above(ladder.First) ?? ladder.First;
        // Raised before the options changed, it may not be a rung now.
        return state.TopRung is { } raised && raised > least ? ladder.Reached(raised)!.Value : least;
    }
}
