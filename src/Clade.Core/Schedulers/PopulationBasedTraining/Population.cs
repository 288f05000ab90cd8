using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>One trial as the ranking sees it.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Score">Its last recorded score; the worst if it failed.</param>
/// <param name="Unit">What it would donate; none if it failed.</param>
/// <param name="RecentScores">Its last scores, newest last.</param>
internal sealed record Member(TrialId Trial, Score Score, ReadyUnit? Unit, ImmutableArray<double> RecentScores)
{
    public bool CanDonate => Score.IsUsable && Unit?.Checkpoint is not null;
}

/// <summary>The trials that are ranked together, the best first.</summary>
internal sealed record Population(ImmutableArray<Member> Best)
{
    public int Count => Best.Length;

    /// <summary>All that are alive or wait to be revived.</summary>
    public static Population Of(PopulationBasedTraining pbt, ExperimentState state) =>
        Of(pbt, state, static _ => true);

    /// <summary>Those whose recorded time is close to a trial's, so that nobody wins by age.</summary>
    public static Population Near(PopulationBasedTraining pbt, ExperimentState state, TrialState trial)
    {
        var reach = pbt.MaxSkew * pbt.PerturbationInterval;
        return Of(pbt, state, other => Math.Abs(other.Ready!.Time - trial.Time) <= reach);
    }

    public static bool IsRevivable(PopulationBasedTraining pbt, TrialState trial) =>
        pbt.ReviveFailed && trial.Status == TrialStatus.Failed && trial.Attempt is null;

    /// <summary>How many copy and are copied: k = ceil(n·q), at most half.</summary>
    public int QuantileSize(double fraction) => Math.Min((int)Math.Ceiling(Count * fraction), Count / 2);

    /// <summary>1 for the best.</summary>
    public int RankOf(TrialId trial) => Best.IndexOf(Best.First(member => member.Trial == trial)) + 1;

    private static Population Of(
        PopulationBasedTraining pbt, ExperimentState state, Func<TrialState, bool> isNear)
    {
        var members = ImmutableArray.CreateBuilder<Member>(state.Trials.Count);
        foreach (var trial in state.Trials)
        {
            if (IsRevivable(pbt, trial)) members.Add(new Member(trial.Id, Score.Worst, null, []));
            else if (!trial.HasEnded && trial.Ready is { } unit && isNear(trial))
            {
                members.Add(new Member(trial.Id, unit.Score, unit, trial.RecentScores));
            }
        }

        // Equal scores rank by trial id, so the order in which reports arrived cannot change the outcome.
        members.Sort(static (a, b) =>
            b.Score.CompareTo(a.Score) is var byScore and not 0 ? byScore : a.Trial.CompareTo(b.Trial));
        return new Population(members.ToImmutable());
    }
}
