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
        var isWanted = !decider.State.Waiting.IsEmpty || decider.State.IsPausedByUser(id);
        if (isWanted || decider.State.Closing is not null) decider.Yield(id);
    }

    public static void CloseIfComplete(PopulationBasedTraining pbt, Decider decider)
    {
        var state = decider.State;
        if (state.Ranking.Held == 0) return;

        var isComplete = state.Ranking.Held == state.Trials.Count - state.Ended;
        if (!isComplete && !(Deadline(pbt, state) <= state.Now)) return;

        var arrived = state.Trials.Where(static trial => trial.Hold == HoldKind.Generation).ToArray();
        if (pbt.InitialMultiple > 1 && state.Generation == 0)
        {
            InitialSelection.Take(pbt, decider, arrived);
            decider.Emit(new CloseGeneration(state.Generation));
            foreach (var trial in arrived.Where(trial => !decider.State[trial.Id].HasEnded))
            {
                GoOn(decider, trial.Id, isLeaving: false);
            }

            return;
        }

        var restarts = pbt.Restart is { } rule && PopulationRestart.IsDue(pbt, rule, decider, arrived) ? rule : null;
        if (restarts is not null) PopulationRestart.Carry(pbt, restarts, decider, arrived);
        var leaving = restarts is not null
            ? arrived.Select(static trial => trial.Id).ToHashSet()
            : Exploit(pbt, decider, arrived);
        decider.Emit(new CloseGeneration(state.Generation));
        if (decider.State.ExploitCount > state.ExploitCount) PopulationWarnings.AfterExploit(decider);

        foreach (var trial in arrived) GoOn(decider, trial.Id, leaving.Contains(trial.Id));
    }

    /// <summary>When a generation ends though members are missing.</summary>
    public static DateTimeOffset? Deadline(PopulationBasedTraining pbt, ExperimentState state) =>
        pbt is { Synchronous: true, GenerationTimeout: { } timeout }
            && state.Ranking.Held > 0
            && !state.IsPaused
            && state.FirstArrival is { } first
            ? Deadlines.After(first, timeout)
            : null;

    /// <returns>Those that go on with another's weights.</returns>
    private static HashSet<TrialId> Exploit(
        PopulationBasedTraining pbt, Decider decider, IReadOnlyList<TrialState> arrived)
    {
        if (pbt.ImprovementRate is { } rate) return ImprovementDecision.Carry(pbt, rate, decider, arrived);

        var state = decider.State;
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

        return [.. records.Select(static record => record.Victim)];
    }

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

    private static void GoOn(Decider decider, TrialId id, bool isLeaving)
    {
        decider.Emit(new Release(id));
        if (decider.State[id].Attempt is not { Phase: AttemptPhase.Reporting }) return;

        if (isLeaving) decider.Yield(id);
        else decider.Continue(id);
    }
}
