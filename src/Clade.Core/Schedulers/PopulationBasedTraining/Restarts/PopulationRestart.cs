using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>Judges a generation of a population that restarts when it stagnates, and carries a restart out.</summary>
internal static class PopulationRestart
{
    /// <summary>The interval between two ready points: longer after every restart.</summary>
    public static double IntervalOf(PopulationBasedTraining pbt, ExperimentState state) =>
        pbt.Restart is { } rule && state.Rounds is { Restarts: > 0 } rounds
            ? pbt.PerturbationInterval * Math.Pow(rule.IntervalFactor, rounds.Restarts)
            : pbt.PerturbationInterval;

    /// <summary>Adds a generation's best score to the series, and says whether the population is to restart.</summary>
    /// <param name="pbt">The options.</param>
    /// <param name="rule">When to restart.</param>
    /// <param name="decider">The state.</param>
    /// <param name="arrived">Those that have come to the generation's end.</param>
    public static bool IsDue(
        PopulationBasedTraining pbt, StagnationRestart rule, Decider decider, IReadOnlyList<TrialState> arrived)
    {
        var best = arrived.Select(static trial => trial.Ready?.Score ?? Score.Worst).DefaultIfEmpty(Score.Worst).Max();
        if (!best.IsUsable) return false;

        var before = decider.State.Rounds ?? RoundsState.Beginning;
        var scores = before.With(best.Value).Scores;
        decider.Emit(new RecordRound(best.Value, Stagnation.HasFailed(scores) ? before.Failures + 1 : 0));
        var isStagnant = decider.State.Rounds!.Failures >= rule.Failures || Stagnation.IsSlow(scores, rule.SlowRounds);
        return isStagnant && IsWorthIt(pbt, rule, decider, arrived);
    }

    /// <summary>Gives every trial that has arrived other weights and another configuration.</summary>
    /// <exception cref="CladeException">A user's function threw.</exception>
    public static void Carry(
        PopulationBasedTraining pbt, StagnationRestart rule, Decider decider, IReadOnlyList<TrialState> arrived)
    {
        // One whose checkpoints were found damaged begins anew by itself.
        var members = arrived.Where(static trial => !trial.Checkpoints.IsEmpty)
            .OrderByDescending(static trial => trial.Ready?.Score ?? Score.Worst).ThenBy(static trial => trial.Id)
            .ToArray();
        var lineages = members.Select(static trial => trial.Origin ?? trial.Config).Distinct().ToArray();
        var restarts = (decider.State.Rounds?.Restarts ?? 0) + 1;
        var commands = members.Select((trial, place) => new Reconfigure(
            trial.Id, decider.State.SegmentCount + place, NewConfig(pbt, decider, trial, place, lineages, restarts),
            trial.Checkpoints[0], place < (members.Length + 1) / 2 ? Shrunk(rule) : WeightRestart.Fresh)).ToArray();
        decider.Emit(new RestartPopulation(restarts));
        foreach (var command in commands) decider.Emit(command);
    }

    private static WeightRestart Shrunk(StagnationRestart rule) => new(rule.Shrink, rule.Perturb);

    // The end is known only where it is counted in what the interval is counted in.
    private static bool IsWorthIt(
        PopulationBasedTraining pbt, StagnationRestart rule, Decider decider, IReadOnlyList<TrialState> arrived)
    {
        if (pbt.TimeMetric is not null || decider.Settings.Stop.IterationBudget is not { } budget) return true;

        var longer = IntervalOf(pbt, decider.State) * rule.IntervalFactor;
        return arrived.Max(static trial => trial.Time) + (2 * longer) <= budget;
    }

    /// <summary>Every second one is drawn afresh; the others begin as the lineages that are left had begun.</summary>
    private static Configuration NewConfig(
        PopulationBasedTraining pbt, Decider decider, TrialState trial, int place, Configuration[] lineages,
        int restarts)
    {
        var space = decider.Settings.Space;
        var random = KeyedRandom.For(decider.Settings.Seed, RandomPurpose.Restart, trial.Id.Value, restarts);
        var saved = decider.State.Checkpoints[trial.Checkpoints[0]].Config;
        if (place % 2 == 1) return Graft.Run(saved, space.Sample(random), space, pbt.Mutations).Config;

        var begun = Graft.Run(saved, lineages[place / 2 % lineages.Length], space, pbt.Mutations).Config;
        return pbt.Explore.Run(new ExploreRequest(begun, trial.Config, space, pbt.Perturbation, random)).Config;
    }
}
