using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>The trials that are ranked together, the best first.</summary>
/// <remarks>
/// Almost always these are all that have a recorded score, whose ranking the state keeps: a decision in a population of
/// ten thousand must not cost a hundred times one in a population of a hundred.
/// </remarks>
internal sealed record Population(ImmutableArray<Member> Best, ExperimentState State)
{
    public int Count => Best.Length;

    /// <summary>All that are alive or wait to be revived.</summary>
    public static Population Of(PopulationBasedTraining pbt, ExperimentState state) =>
        With(state.Ranking.Members, pbt, state);

    /// <summary>Those whose recorded time is close to a trial's, so that nobody wins by age.</summary>
    public static Population Near(PopulationBasedTraining pbt, ExperimentState state, TrialState trial)
    {
        var reach = pbt.MaxSkew * pbt.PerturbationInterval;
        var members = state.Ranking.Members;
        return With(AreAllNear(members, trial.Time, reach)
            ? members
            : members.RemoveAll(other => Math.Abs(other.Unit!.Time - trial.Time) > reach), pbt, state);
    }

    /// <summary>Those that failed and wait for a donor, by number.</summary>
    public static IEnumerable<TrialState> Revivable(PopulationBasedTraining pbt, ExperimentState state) =>
        pbt.ReviveFailed
            ? state.Ranking.Failed.Select(id => state[id]).Where(static trial => trial.Attempt is null)
            : [];

    /// <summary>How many copy and are copied: k = ceil(n·q), at most half.</summary>
    public int QuantileSize(double fraction) => Math.Min((int)Math.Ceiling(Count * fraction), Count / 2);

    /// <summary>1 for the best.</summary>
    public int RankOf(Member member) => Best.BinarySearch(member, MemberOrder.Instance) + 1;

    /// <summary>The member that a trial is.</summary>
    public Member Find(TrialState trial) => Best[RankOf(MemberOf(trial)) - 1];

    /// <summary>Any other member, each as likely; none if there is none.</summary>
    public Member? DrawOther(Member member, KeyedRandom random)
    {
        if (Count < 2) return null;

        var index = random.NextIndex(Count - 1);
        return Best[index < RankOf(member) - 1 ? index : index + 1];
    }

    /// <summary>The last scores of a member, newest last; none if it waits to be revived.</summary>
    public ImmutableArray<double> RecentScoresOf(Member member) =>
        member.Unit is null ? [] : State[member.Trial].RecentScores;

    private static Member MemberOf(TrialState trial) => trial.HasEnded
        ? new Member(trial.Id, Score.Worst, null)
        : new Member(trial.Id, trial.Ready!.Score, trial.Ready);

    private static bool AreAllNear(ImmutableArray<Member> members, double time, double reach)
    {
        if (double.IsPositiveInfinity(reach)) return true;

        foreach (var member in members)
        {
            if (Math.Abs(member.Unit!.Time - time) > reach) return false;
        }

        return true;
    }

    private static Population With(ImmutableArray<Member> members, PopulationBasedTraining pbt, ExperimentState state)
    {
        Member[] failed = [.. Revivable(pbt, state).Select(MemberOf)];
        return new Population(
            failed.Length == 0 ? members : members.AddRange(failed).Sort(MemberOrder.Instance), state);
    }
}
