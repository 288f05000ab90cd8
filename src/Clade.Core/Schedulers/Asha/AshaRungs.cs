using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>A trial comes to a rung of ASHA.</summary>
internal static class AshaRungs
{
    public static void Enter(Asha asha, Decider decider, TrialId id)
    {
        var state = decider.State;
        var trial = state[id];
        var bracket = BracketOf(asha, decider.Settings.Seed, id);
        // What is trained again after a crash has been compared before.
        if (asha.Ladders[bracket].Reached(trial.Time) is not { } level || level <= trial.Course?.Last?.Level) return;

        decider.Emit(new EnterRung(id, EntryOf(asha, state.Rungs.At(bracket, level), bracket, level, trial)));
        if (decider.State[id].AwaitsPromotion && MayGoOnAtOnce(decider) && NextIs(asha, decider.State, id))
        {
            // The worker that would be free is the one that it has.
            Promotions.Promote(decider, id);
        }
    }

    private static RungEntry EntryOf(Asha asha, Rung rung, int bracket, double level, TrialState trial)
    {
        var isLast = trial.Time >= asha.MaxResource;
        if (isLast) return new RungEntry(bracket, level, trial.Score, RungDecision.Passes);
        if (asha.PausesAtRungs) return new RungEntry(bracket, level, trial.Score, RungDecision.Waits);

        var cutoff = rung.Percentile(1 - (1 / asha.ReductionFactor));
        var stops = !trial.Score.IsUsable || (cutoff is { } least && least.IsBetterThan(trial.Score));
        return new RungEntry(
            bracket, level, trial.Score, stops ? RungDecision.Stops : RungDecision.Passes, cutoff);
    }

    private static bool MayGoOnAtOnce(Decider decider) =>
        decider.State is { Closing: null, Waiting.IsEmpty: true };

    private static bool NextIs(Asha asha, ExperimentState state, TrialId id) =>
        Promotions.Next(state, asha.Ladders, asha.MaxResource) == id;

    // As many as Hyperband begins in each of its brackets, the first of which has the lowest rung.
    private static int BracketOf(Asha asha, ulong seed, TrialId id)
    {
        if (asha.Brackets == 1) return 0;

        var weights = HyperBandTable.Sizes(asha.Brackets, asha.ReductionFactor);
        var place = KeyedRandom.For(seed, RandomPurpose.Bracket, id.Value).NextIndex(weights.Sum());
        var bracket = 0;
        while (place >= weights[bracket]) place -= weights[bracket++];
        return bracket;
    }
}
