using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>
/// The rounds of Hyperband's brackets: a round is over when each live trial of the bracket waits at its rung.
/// </summary>
internal static class HyperBandRounds
{
    /// <summary>New trials fill the brackets one after the other.</summary>
    public static void PutIntoBrackets(HyperBand band, Decider decider)
    {
        var next = decider.State.Rungs.Bracketed;
        if (next == decider.State.Trials.Count) return;

        var table = band.Table;
        for (; next < decider.State.Trials.Count; next++)
        {
            decider.Emit(new EnterBracket(new TrialId(next), BracketOf(table, next)));
        }
    }

    public static void Enter(HyperBand band, Decider decider, TrialId id)
    {
        PutIntoBrackets(band, decider);
        var trial = decider.State[id];
        var bracket = trial.Course!.Bracket!.Value;
        if (LadderOf(band, bracket).Reached(trial.Time) is not { } level || level <= trial.Course.Last?.Level) return;

        var decision = trial.Time >= band.MaxResource ? RungDecision.Passes : RungDecision.Waits;
        decider.Emit(new EnterRung(id, new RungEntry(bracket, level, trial.Score, decision)));
    }

    /// <summary>Ends the rounds in which nobody is waited for any more.</summary>
    public static void CloseComplete(HyperBand band, Decider decider)
    {
        foreach (var number in decider.State.Rungs.Open)
        {
            var bracket = decider.State.Rungs.Brackets[number];
            if (bracket.IsPaused && IsFull(band, decider, number)) Close(band, decider, number);
        }
    }

    private static bool IsFull(HyperBand band, Decider decider, int bracket)
    {
        var table = band.Table;
        return decider.State.Rungs.Brackets[bracket].Trials >= table[bracket % table.Length].Trials
            || !Placement.MayCreateTrial(decider);
    }

    // All wait at the same rung, unless the experiment was extended with more trials for a bracket that had gone on.
    private static void Close(HyperBand band, Decider decider, int number)
    {
        var bracket = decider.State.Rungs.Brackets[number];
        var waiting = bracket.Paused.Select(id => decider.State[id].Course!.Last!)
            .Select(static entry => new RungPlace(entry.Bracket, entry.Level)).Distinct().Order().ToArray();
        var levels = LadderOf(band, number).Levels;
        foreach (var place in waiting)
        {
            // Those that failed count: who goes on is the best share of all that were to come.
            var places = bracket.Trials;
            foreach (var level in levels)
            {
                if (level <= place.Level) places = HyperBandTable.Survivors(places, band.ReductionFactor);
            }

            var rung = decider.State.Rungs.At(place.Bracket, place.Level);
            Halve(decider, rung, places - rung.Promoted);
        }
    }

    private static void Halve(Decider decider, Rung rung, int places)
    {
        var best = rung.Waiting.Take(Math.Max(places, 0)).Where(static score => score.Score.IsUsable).ToArray();
        Score? cutoff = best.Length == 0 ? null : best[^1].Score;
        foreach (var (_, trial) in best) Promotions.Promote(decider, trial);
        foreach (var (_, trial) in rung.Waiting.Skip(best.Length))
        {
            decider.Emit(new DecideRung(trial, RungDecision.Stops, cutoff));
            var entry = decider.State[trial].Course!.Last!;
            decider.Emit(new EndTrial(
                trial, TrialStatus.Stopped,
                RungReason.Of(decider.Settings, entry, decider.Settings.Objective.Metric)));
        }
    }

    private static Ladder LadderOf(HyperBand band, int bracket)
    {
        var table = band.Table;
        return new Ladder(table[bracket % table.Length].First, band.ReductionFactor, band.MaxResource);
    }

    /// <summary>Brackets are counted on from band to band; which of a band's it is, is the remainder.</summary>
    private static int BracketOf(ImmutableArray<HyperBandBracket> table, int trial)
    {
        var (band, place) = Math.DivRem(trial, table.Sum(static b => b.Trials));
        var bracket = 0;
        while (place >= table[bracket].Trials) place -= table[bracket++].Trials;
        return (band * table.Length) + bracket;
    }
}
