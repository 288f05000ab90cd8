using System.Collections.Immutable;

namespace Clade.Experiments;

/// <summary>Where a rung is.</summary>
/// <param name="Bracket">Its bracket.</param>
/// <param name="Level">Its level, in units of the time attribute.</param>
internal readonly record struct RungPlace(int Bracket, double Level) : IComparable<RungPlace>
{
    public int CompareTo(RungPlace other) =>
        Bracket.CompareTo(other.Bracket) is var byBracket and not 0 ? byBracket : Level.CompareTo(other.Level);
}

/// <summary>A trial's score at a rung; the best sorts first, and equal ones by trial id.</summary>
/// <param name="Score">The score.</param>
/// <param name="Trial">The trial.</param>
internal readonly record struct RungScore(Score Score, TrialId Trial) : IComparable<RungScore>
{
    public int CompareTo(RungScore other) =>
        other.Score.CompareTo(Score) is var byScore and not 0 ? byScore : Trial.CompareTo(other.Trial);
}

/// <summary>All trials that have come to a rung.</summary>
/// <param name="Scores">Their scores there, the best first.</param>
/// <param name="Usable">How many of these are numbers to compare with: they come first.</param>
/// <param name="Waiting">Those that are paused there, the best first.</param>
/// <param name="Promoted">How many went on after a pause.</param>
internal sealed record Rung(
    ImmutableSortedSet<RungScore> Scores, int Usable, ImmutableSortedSet<RungScore> Waiting, int Promoted)
{
    public static Rung Empty { get; } = new([], 0, [], 0);

    /// <summary>
    /// The score that a share of the usable ones lie below, between two of them by linear interpolation; none if there
    /// is none.
    /// </summary>
    /// <param name="share">In [0, 1].</param>
    public Score? Percentile(double share)
    {
        if (Usable == 0) return null;

        var place = share * (Usable - 1);
        var below = (int)Math.Floor(place);
        var rest = place - below;
        var (low, high) = (Ascending(below), Ascending(Math.Min(below + 1, Usable - 1)));
        // From the nearer end, so that both ends are exact.
        return new Score(rest < 0.5 ? low + ((high - low) * rest) : high - ((high - low) * (1 - rest)));
    }

    /// <summary>The median of the usable scores; none if there is none.</summary>
    public Score? Median() => Usable == 0
        ? null
        : new Score((Ascending((Usable - 1) / 2) + Ascending(Usable / 2)) / 2);

    /// <summary>0 for the best.</summary>
    public int RankOf(RungScore score) => Scores.IndexOf(score);

    /// <summary>The rung once an entry has changed; none stands for no entry.</summary>
    public Rung Replace(RungScore score, RungDecision? was, bool waited, RungDecision? now, bool waits)
    {
        var usable = score.Score.IsUsable ? (now is null ? 0 : 1) - (was is null ? 0 : 1) : 0;
        return new Rung(
            now is null ? Scores.Remove(score) : Scores.Add(score),
            Usable + usable,
            (waited, waits) switch
            {
                (false, true) => Waiting.Add(score),
                (true, false) => Waiting.Remove(score),
                _ => Waiting,
            },
            Promoted + (now == RungDecision.Promoted ? 1 : 0) - (was == RungDecision.Promoted ? 1 : 0));
    }

    private double Ascending(int index) => Scores[Usable - 1 - index].Score.Value;
}
