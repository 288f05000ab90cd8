using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>
/// Synchronous mode: a generation ends when every live member has come to its ready point; then all decide together
/// from the same scores, so that neither order nor speed matters.
/// </summary>
internal static class Generations
{
    /// <summary>A member has come to its ready point: it waits, and lends its worker to those who need one.</summary>
    public static void Arrive(Decider decider, TrialId id)
    {
        decider.Emit(new Hold(id, HoldKind.Generation));
        if (!decider.State.Waiting.IsEmpty || decider.State.Closing is not null) decider.Yield(id);
    }

    public static void CloseIfComplete(PopulationBasedTraining pbt, Decider decider)
    {
        var state = decider.State;
        if (state.Ranking.Held == 0) return;

        var isComplete = state.Ranking.Held == state.Trials.Count - state.Ended;
        if (!isComplete && !(Deadline(pbt, state) <= state.Now)) return;

        var arrived = state.Trials.Where(static trial => trial.Hold == HoldKind.Generation).ToArray();
        // All are taken from the same state, before any is carried out.
        var population = Population.Of(pbt, state);
        var deciding = arrived.Concat(Population.Revivable(pbt, state)).OrderBy(static trial => trial.Id);
        var records = pbt.SubPopulations.IsEmpty
            ? TakeAll(pbt, decider, deciding, population)
            : SubPopulationDecision.Take(pbt, decider, [.. deciding], population);
        // The worst first: a donor ranks above all who copy it, so each gives what it had before it copies itself.
        foreach (var record in records.OrderByDescending(static record => record.VictimRank))
        {
            decider.Emit(new ExploitDonor(record, decider.State.SegmentCount));
        }

        decider.Emit(new CloseGeneration(state.Generation));
        if (records.Count > 0) PopulationWarnings.AfterExploit(decider);

        var victims = records.Select(static record => record.Victim).ToHashSet();
        foreach (var trial in arrived) GoOn(decider, trial.Id, victims.Contains(trial.Id));
    }

    /// <summary>When a generation ends though members are missing.</summary>
    public static DateTimeOffset? Deadline(PopulationBasedTraining pbt, ExperimentState state) =>
        pbt is { Synchronous: true, GenerationTimeout: { } timeout }
            && state.Ranking.Held > 0
            && state.FirstArrival is { } first
            ? Deadlines.After(first, timeout)
            : null;

    private static List<ExploitRecord> TakeAll(
        PopulationBasedTraining pbt, Decider decider, IEnumerable<TrialState> deciding, Population population)
    {
        var records = new List<ExploitRecord>();
        foreach (var trial in deciding)
        {
            if (ExploitDecision.Take(pbt, decider, trial, population, records) is { } record) records.Add(record);
        }

        return records;
    }

    private static void GoOn(Decider decider, TrialId id, bool isVictim)
    {
        decider.Emit(new Release(id));
        if (decider.State[id].Attempt is not { Phase: AttemptPhase.Reporting }) return;

        if (isVictim) decider.Yield(id);
        else decider.Continue(id);
    }
}
