using System.Globalization;

namespace Clade.Experiments;

/// <summary>Warnings about a population as a whole.</summary>
internal static class PopulationWarnings
{
    private const int AcceptedChangesMin = 10;
    private const int LooksPerPopulation = 8;

    // Two or three trials always have one founder soon, and could do nothing about it.
    private const int PopulationMin = 4;

    public static void AtStart(Decider decider)
    {
        if (decider.Settings.Scheduler is not PopulationBasedTraining pbt) return;

        var trials = decider.Settings.Trials ?? 0;
        if (pbt.CopiesNobody || trials < 2)
        {
            decider.WarnOnce("nobody-exploits", string.Create(
                CultureInfo.InvariantCulture,
                $"With {trials} trial(s) and a quantile fraction of {pbt.QuantileFraction} nobody ever copies ") +
                "anybody: this is plain parallel training. Take at least 2 trials and a quantile fraction above 0.");
        }

        if (decider.Settings.Stop.IterationBudget is { } budget && pbt.TimeMetric is null
            && budget <= Math.Max(pbt.BurnIn, pbt.PerturbationInterval))
        {
            decider.WarnOnce("nobody-becomes-ready", string.Create(
                CultureInfo.InvariantCulture,
                $"Trials end at iteration {budget}, but the first ready point is at iteration ") + string.Create(
                CultureInfo.InvariantCulture,
                $"{Math.Max(pbt.BurnIn, pbt.PerturbationInterval)}: nothing is ever decided. Train longer, or lower ") +
                "PerturbationInterval or BurnIn.");
        }
    }

    public static void AfterExploit(Decider decider)
    {
        if (decider.Settings.Stop.IterationBudget is not { } budget) return;

        // A look at everybody, once in a while in a large population.
        var members = decider.State.Ranking.Members.Count;
        if (decider.State.ExploitCount % Math.Max(1, members / LooksPerPopulation) != 0) return;

        var live = decider.State.Trials.Where(static trial => !trial.HasEnded).ToArray();
        if (live.Length < PopulationMin) return;

        WarnOfOneAncestor(decider, live, budget);
        WarnOfGreed(decider, live, budget);
    }

    private static void WarnOfOneAncestor(Decider decider, TrialState[] live, long budget)
    {
        var isEarly = live.Max(static trial => trial.Iteration) * 2 < budget;
        if (!isEarly || live.Any(trial => trial.Founder != live[0].Founder)) return;

        decider.WarnOnce(
            "one-ancestor",
            $"Before half of the {budget} iterations are done, all {live.Length} trials descend from trial " +
            $"{live[0].Founder}. What the others had found is lost; a longer PerturbationInterval, a higher " +
            "ResampleProbability or more trials keep more of it.");
    }

    private static void WarnOfGreed(Decider decider, TrialState[] live, long budget)
    {
        var state = decider.State;
        var isEarly = live.Max(static trial => trial.Iteration) * 3 <= budget;
        if (!isEarly || state.AcceptedRateChanges < AcceptedChangesMin) return;
        if (state.AcceptedRateDrops * 5 < state.AcceptedRateChanges * 4) return;

        decider.WarnOnce(
            "greed",
            $"In the first third of the budget {state.AcceptedRateDrops} of {state.AcceptedRateChanges} accepted " +
            "changes lowered the learning rate: that helps the score at once and may cost it in the end. A longer " +
            "PerturbationInterval, or a CoolDown so that lowering need not be learnt, helps.");
    }
}
