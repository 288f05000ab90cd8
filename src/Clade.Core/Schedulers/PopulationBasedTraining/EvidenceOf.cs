using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>Gathers what an explore strategy that learns needs to know.</summary>
internal static class EvidenceOf
{
    /// <param name="pbt">The options.</param>
    /// <param name="state">The state that all decisions of this moment are taken from.</param>
    /// <param name="victim">Who explores.</param>
    /// <param name="donor">What it goes on from.</param>
    /// <param name="decided">Exploits that are decided, but not in the state yet.</param>
    public static Evidence Exploit(
        PopulationBasedTraining pbt, ExperimentState state, TrialId victim, ReadyUnit donor,
        IReadOnlyList<ExploitRecord> decided) =>
        pbt.ScoreChangesKept == 0
            ? Evidence.None
            : new Evidence(
                state.ScoreChanges ?? [], [.. Pending(pbt, state, victim, decided)],
                new ScoreMark(donor.Time, donor.Score.Value), pbt.PerturbationInterval);

    private static IEnumerable<PendingChange> Pending(
        PopulationBasedTraining pbt, ExperimentState state, TrialId victim, IReadOnlyList<ExploitRecord> decided)
    {
        var fresh = decided.Select(static record => record.Victim).ToHashSet();
        foreach (var record in decided)
        {
            // The donor's score is known where its unit is; a record holds the metric, not oriented.
            if (state[record.Donor].Ready is { Score.IsUsable: true } unit)
            {
                yield return new PendingChange(new ScoreMark(record.TrialTime, unit.Score.Value), record.Config);
            }
        }

        // Those ranked are the ones that train; a large population's last members tell as much as all.
        foreach (var member in state.Ranking.Members.Take(pbt.ScoreChangesKept))
        {
            var trial = state[member.Trial];
            if (trial.Id == victim || fresh.Contains(trial.Id) || trial.ChangesFrom is not { } from) continue;

            yield return new PendingChange(from, trial.Config);
        }
    }
}
