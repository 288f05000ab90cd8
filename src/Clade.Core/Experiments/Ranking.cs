using System.Collections.Immutable;

namespace Clade.Experiments;

/// <summary>One trial as the ranking sees it.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Score">Its last recorded score; the worst if it failed.</param>
/// <param name="Unit">What it would donate; none if it failed.</param>
internal sealed record Member(TrialId Trial, Score Score, ReadyUnit? Unit)
{
    public bool CanDonate => Score.IsUsable && Unit?.Checkpoint is not null;
}

/// <summary>
/// The best first. Equal scores rank by trial id, so the order in which reports arrived cannot change the outcome.
/// </summary>
internal sealed class MemberOrder : IComparer<Member>
{
    public static MemberOrder Instance { get; } = new();

    public int Compare(Member? x, Member? y) =>
        y!.Score.CompareTo(x!.Score) is var byScore and not 0 ? byScore : x.Trial.CompareTo(y.Trial);
}

/// <summary>When a member came to its last ready point.</summary>
/// <param name="Time">The time attribute.</param>
/// <param name="Trial">The trial.</param>
internal readonly record struct MemberTime(double Time, TrialId Trial) : IComparable<MemberTime>
{
    public int CompareTo(MemberTime other) =>
        Time.CompareTo(other.Time) is var byTime and not 0 ? byTime : Trial.CompareTo(other.Trial);
}

/// <summary>
/// What decisions ask of all trials at once. Derived from them, and kept beside them in trees, so that nobody has to
/// look at every trial for every report, nor copies a list of all for each that changes.
/// </summary>
/// <param name="Members">The live trials with a recorded score, the best first.</param>
/// <param name="Donors">Those of them that could be copied, the best first.</param>
/// <param name="Times">The recorded times of the members, the earliest first.</param>
/// <param name="Failed">The trials that failed.</param>
/// <param name="Held">How many trials wait for the end of a generation.</param>
internal sealed record Ranking(
    ImmutableSortedSet<Member> Members, ImmutableSortedSet<Member> Donors, ImmutableSortedSet<MemberTime> Times,
    ImmutableSortedSet<TrialId> Failed, int Held)
{
    public static Ranking Of(IEnumerable<TrialState> trials)
    {
        var all = trials.ToList();
        var members = all.Select(MemberOf).OfType<Member>().ToImmutableSortedSet(MemberOrder.Instance);
        return new Ranking(
            members,
            DonorsAmong(members),
            [.. members.Select(TimeOf)],
            [.. all.Where(IsFailed).Select(static trial => trial.Id)],
            all.Count(IsHeld));
    }

    /// <summary>Those that could be copied.</summary>
    public static ImmutableSortedSet<Member> DonorsAmong(IEnumerable<Member> members) =>
        members.Where(static member => member.CanDonate).ToImmutableSortedSet(MemberOrder.Instance);

    /// <summary>The ranking once a trial has changed.</summary>
    public Ranking After(TrialState before, TrialState trial)
    {
        var held = Held + (IsHeld(trial) ? 1 : 0) - (IsHeld(before) ? 1 : 0);
        var failed = (IsFailed(before), IsFailed(trial)) switch
        {
            (false, true) => Failed.Add(trial.Id),
            (true, false) => Failed.Remove(trial.Id),
            _ => Failed,
        };
        var isSame = ReferenceEquals(before.Ready, trial.Ready) && before.HasEnded == trial.HasEnded;
        if (isSame && held == Held && ReferenceEquals(failed, Failed)) return this;

        var ranking = this with { Failed = failed, Held = held };
        return isSame ? ranking : ranking.Replace(MemberOf(before), MemberOf(trial));
    }

    private Ranking Replace(Member? before, Member? now)
    {
        var (members, donors, times) = (Members, Donors, Times);
        if (before is not null)
        {
            (members, times) = (members.Remove(before), times.Remove(TimeOf(before)));
            if (before.CanDonate) donors = donors.Remove(before);
        }

        if (now is not null)
        {
            (members, times) = (members.Add(now), times.Add(TimeOf(now)));
            if (now.CanDonate) donors = donors.Add(now);
        }

        return this with { Members = members, Donors = donors, Times = times };
    }

    private static MemberTime TimeOf(Member member) => new(member.Unit!.Time, member.Trial);

    private static Member? MemberOf(TrialState trial) =>
        !trial.HasEnded && trial.Ready is { } unit ? new Member(trial.Id, unit.Score, unit) : null;

    private static bool IsFailed(TrialState trial) => trial.Status == TrialStatus.Failed;

    private static bool IsHeld(TrialState trial) => trial.Hold == HoldKind.Generation;
}
