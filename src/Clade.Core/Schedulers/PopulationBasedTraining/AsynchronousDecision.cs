using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>Asynchronous mode: a trial decides alone, when it comes to its ready point.</summary>
internal static class AsynchronousDecision
{
    public static void Take(PopulationBasedTraining pbt, Decider decider, TrialId id)
    {
        ReviveFailed(pbt, decider, id);

        var trial = decider.State[id];
        var record = ExploitDecision.Take(pbt, decider, trial, Population.Near(pbt, decider.State, trial));
        if (record is not null)
        {
            decider.Emit(new ExploitDonor(record, decider.State.SegmentCount));
            PopulationWarnings.AfterExploit(decider);
            decider.Yield(id);
        }
        else if (MustMakeRoom(decider.State, trial))
        {
            decider.Yield(id);
        }
        else
        {
            decider.Continue(id);
        }
    }

    private static bool MustMakeRoom(ExperimentState state, TrialState trial) =>
        state.Closing is not null || (!state.Waiting.IsEmpty && state.Waiting.Min.Time <= trial.Time);

    private static void ReviveFailed(PopulationBasedTraining pbt, Decider decider, TrialId deciding)
    {
        foreach (var failed in Population.Revivable(pbt, decider.State).ToArray())
        {
            var population = Population.Near(pbt, decider.State, decider.State[deciding]);
            if (ExploitDecision.Take(pbt, decider, failed, population) is { } record)
            {
                decider.Emit(new ExploitDonor(record, decider.State.SegmentCount));
            }
        }
    }
}
