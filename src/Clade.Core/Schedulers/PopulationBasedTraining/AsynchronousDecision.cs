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
        if (decider.State.Closing is not null) return;

        if (record is not null)
        {
            decider.Emit(new ExploitDonor(record, decider.State.SegmentCount));
            PopulationWarnings.AfterExploit(decider);
            decider.Yield(id);
        }
        else if (!decider.State.Waiting.IsEmpty && decider.State.Waiting.Min.Time <= trial.Time)
        {
            decider.Yield(id);
        }
        else
        {
            decider.Continue(id);
        }
    }

    private static void ReviveFailed(PopulationBasedTraining pbt, Decider decider, TrialId deciding)
    {
        foreach (var failed in decider.State.Trials.Where(trial => Population.IsRevivable(pbt, trial)))
        {
            var population = Population.Near(pbt, decider.State, decider.State[deciding]);
            if (ExploitDecision.Take(pbt, decider, failed, population) is { } record)
            {
                decider.Emit(new ExploitDonor(record, decider.State.SegmentCount));
            }
        }
    }
}
