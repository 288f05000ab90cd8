using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>The trials that are ranked together, the best first.</summary>
/// <remarks>
/// Almost always these are all that have a recorded score, whose ranking the state keeps: a decision in a population of
/// ten thousand must not cost a hundred times one in a population of a hundred.
/// </remarks>
/// <param name="Best">All, the best first.</param>
/// <param name="Donors">Those of them that can be copied, the best first.</param>
/// <param name="State">The state that they are of.</param>
internal sealed record Population(
    ImmutableSortedSet<Member> Best, ImmutableSortedSet<Member> Donors, ExperimentState State)
{
    public int Count => Best.Count;

    /// <summary>All that are alive or wait to be revived.</summary>
    public static Population Of(PopulationBasedTraining pbt, ExperimentState state) =>
        With(state.Ranking.Members, state.Ranking.Donors, pbt, state);

    /// <summary>Those whose recorded time is close to a trial's, so that nobody wins by age.</summary>
    public static Population Near(PopulationBasedTraining pbt, ExperimentState state, TrialState trial)
    {
        var reach = pbt.MaxSkew * pbt.PerturbationInterval;
        var ranking = state.Ranking;
        var areAllNear = ranking.Times.IsEmpty
            || (IsNear(ranking.Times.Min.Time) && IsNear(ranking.Times.Max.Time));
        if (areAllNear) return Of(pbt, state);

        var members = ranking.Members.Where(other => IsNear(other.Unit!.Time))
            .ToImmutableSortedSet(MemberOrder.Instance);
        return With(members, Ranking.DonorsAmong(members), pbt, state);

        bool IsNear(double time) => Math.Abs(time - trial.Time) <= reach;
    }

    /// <summary>Those of a part of the population.</summary>
    public Population Among(Func<TrialId, bool> isPart) => new(
        Best.Where(member => isPart(member.Trial)).ToImmutableSortedSet(MemberOrder.Instance),
        Donors.Where(member => isPart(member.Trial)).ToImmutableSortedSet(MemberOrder.Instance),
        State);

    /// <summary>Those that failed and wait for a donor, by number.</summary>
    public static IEnumerable<TrialState> Revivable(PopulationBasedTraining pbt, ExperimentState state) =>
        pbt.ReviveFailed
            ? state.Ranking.Failed.Select(id => state[id]).Where(static trial => trial.Attempt is null)
            : [];

    /// <summary>How many copy and are copied: k = ceil(n·q), at most half.</summary>
    public int QuantileSize(double fraction) => Math.Min((int)Math.Ceiling(Count * fraction), Count / 2);

    /// <summary>1 for the best.</summary>
    public int RankOf(Member member) => Best.IndexOf(member) + 1;

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

    private static Population With(
        ImmutableSortedSet<Member> members, ImmutableSortedSet<Member> donors, PopulationBasedTraining pbt,
        ExperimentState state) =>
        new(members.Union(Revivable(pbt, state).Select(MemberOf)), donors, state);
}
