using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>More trials begin than the population has; at their first ready point the best of them become it.</summary>
internal static class InitialSelection
{
    /// <param name="pbt">The options.</param>
    /// <param name="decider">The state.</param>
    /// <param name="arrived">Those that wait for the generation's end: all that are alive.</param>
    public static void Take(PopulationBasedTraining pbt, Decider decider, IReadOnlyList<TrialState> arrived)
    {
        var all = Population.Of(pbt, decider.State);
        var parts = Math.Max(1, pbt.SubPopulations.Length);
        var share = decider.State.Trials.Count / pbt.InitialMultiple / parts;
        var chosen = all.Best.GroupBy(member => member.Trial.Value % parts)
            .SelectMany(part => part.Take(share)).Select(static member => member.Trial).ToHashSet();
        var reason = $"not among the best {share * parts} at the first ready point";
        foreach (var trial in arrived.Where(trial => !chosen.Contains(trial.Id)))
        {
            decider.Emit(new Release(trial.Id));
            if (trial.Attempt is { Phase: AttemptPhase.Reporting }) decider.End(trial.Id, TrialStatus.Stopped, reason);
            else decider.Emit(new EndTrial(trial.Id, TrialStatus.Stopped, reason));
        }

        // One that failed would be revived, though there are enough that did not.
        foreach (var failed in Population.Revivable(pbt, decider.State).ToArray())
        {
            if (!chosen.Contains(failed.Id)) decider.Emit(new EndTrial(failed.Id, TrialStatus.Stopped, reason));
        }
    }
}
