using System.Collections.Immutable;
using System.Runtime.InteropServices;

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

/// <summary>
/// What decisions ask of all trials at once. Derived from them, and kept beside them so that nobody has to look at
/// every trial for every report.
/// </summary>
/// <param name="Members">The live trials with a recorded score, the best first.</param>
/// <param name="Failed">The trials that failed.</param>
/// <param name="Held">How many trials wait for the end of a generation.</param>
internal sealed record Ranking(ImmutableArray<Member> Members, ImmutableSortedSet<TrialId> Failed, int Held)
{
    public static Ranking Of(IEnumerable<TrialState> trials)
    {
        var all = trials.ToList();
        return new Ranking(
            [.. all.Select(MemberOf).OfType<Member>().Order(MemberOrder.Instance)],
            [.. all.Where(IsFailed).Select(static trial => trial.Id)],
            all.Count(IsHeld));
    }

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

        return new Ranking(isSame ? Members : Replace(MemberOf(before), MemberOf(trial)), failed, held);
    }

    private ImmutableArray<Member> Replace(Member? before, Member? now)
    {
        if (now is null) return before is null ? Members : Members.RemoveAt(PlaceOf(before));

        var to = PlaceOf(now);
        if (before is null) return Members.Insert(to < 0 ? ~to : to, now);

        // One copy, in which what lies between the old and the new place moves by one.
        var from = PlaceOf(before);
        if (to < 0) to = ~to;
        if (to > from) to--;
        var members = Members.ToArray();
        if (to < from) Array.Copy(members, to, members, to + 1, from - to);
        else Array.Copy(members, from + 1, members, from, to - from);
        members[to] = now;
        return ImmutableCollectionsMarshal.AsImmutableArray(members);
    }

    private int PlaceOf(Member member) => Members.BinarySearch(member, MemberOrder.Instance);

    private static Member? MemberOf(TrialState trial) =>
        !trial.HasEnded && trial.Ready is { } unit ? new Member(trial.Id, unit.Score, unit) : null;

    private static bool IsFailed(TrialState trial) => trial.Status == TrialStatus.Failed;

    private static bool IsHeld(TrialState trial) => trial.Hold == HoldKind.Generation;
}
