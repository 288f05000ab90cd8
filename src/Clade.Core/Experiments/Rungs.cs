using System.Collections.Immutable;

namespace Clade.Experiments;

/// <summary>The trials of a bracket.</summary>
/// <param name="Trials">How many were put into it.</param>
/// <param name="Live">How many of them have not ended.</param>
/// <param name="Paused">Those of these that wait at a rung and have left their workers.</param>
internal sealed record Bracket(int Trials, int Live, ImmutableSortedSet<TrialId> Paused)
{
    public static Bracket Empty { get; } = new(0, 0, []);

    /// <summary>Whether nobody trains on towards a rung.</summary>
    public bool IsPaused => Paused.Count == Live;
}

/// <summary>
/// What schedulers that compare trials at rungs ask of all trials at once. Derived from them, and kept beside them in
/// trees, so that a decision costs the same however many trials there were.
/// </summary>
/// <param name="All">The rungs that trials have come to.</param>
/// <param name="Brackets">The brackets that trials were put into.</param>
/// <param name="Open">Those of them with trials that have not ended.</param>
/// <param name="Bracketed">How many trials were put into a bracket.</param>
/// <param name="Waiting">How many trials wait at a rung.</param>
internal sealed record Rungs(
    ImmutableSortedDictionary<RungPlace, Rung> All, ImmutableSortedDictionary<int, Bracket> Brackets,
    ImmutableSortedSet<int> Open, int Bracketed, int Waiting)
{
    public static Rungs Empty { get; } = new(
        ImmutableSortedDictionary<RungPlace, Rung>.Empty, ImmutableSortedDictionary<int, Bracket>.Empty, [], 0, 0);

    public static Rungs Of(IEnumerable<TrialState> trials)
    {
        var rungs = Empty;
        foreach (var trial in trials)
        {
            if (trial.Course is not { } course) continue;

            // An entry after the other, as they came.
            var before = trial with { Course = null };
            for (var count = 0; count <= course.Rungs.Count; count++)
            {
                var now = trial with { Course = course with { Rungs = course.Rungs.GetRange(0, count) } };
                rungs = rungs.After(before, now);
                before = now;
            }
        }

        return rungs;
    }

    public Rung At(int bracket, double level) => All.GetValueOrDefault(new RungPlace(bracket, level), Rung.Empty);

    /// <summary>The rungs once a trial has changed: an entry came, or its last entry was decided.</summary>
    public Rungs After(TrialState before, TrialState trial)
    {
        var isSame = ReferenceEquals(before.Course, trial.Course) && before.HasEnded == trial.HasEnded
            && before.Attempt is null == trial.Attempt is null;
        return isSame || trial.Course is null ? this : AfterEntries(before, trial).AfterBracket(before, trial);
    }

    private Rungs AfterEntries(TrialState before, TrialState trial)
    {
        var was = before.Course?.Last;
        var now = trial.Course!.Last;
        var (waited, waits) = (before.AwaitsPromotion && !before.HasEnded, trial.AwaitsPromotion && !trial.HasEnded);
        if (ReferenceEquals(was, now) && waited == waits) return this;

        var isNewEntry = trial.Course.Rungs.Count > (before.Course?.Rungs.Count ?? 0);
        var rungs = isNewEntry && waited ? Replace(trial.Id, was!, was!.Decision, true, false) : this;
        return now is null
            ? rungs
            : rungs.Replace(trial.Id, now, isNewEntry ? null : was!.Decision, !isNewEntry && waited, waits);
    }

    private Rungs Replace(TrialId trial, RungEntry entry, RungDecision? was, bool waited, bool waits)
    {
        var rung = At(entry.Bracket, entry.Level);
        return this with
        {
            All = All.SetItem(
                new RungPlace(entry.Bracket, entry.Level),
                rung.Replace(new RungScore(entry.Score, trial), was, waited, entry.Decision, waits)),
            Waiting = Waiting + (waits ? 1 : 0) - (waited ? 1 : 0),
        };
    }

    private Rungs AfterBracket(TrialState before, TrialState trial)
    {
        if (trial.Course!.Bracket is not { } number) return this;

        var isNew = before.Course?.Bracket is null;
        var (wasLive, wasPaused) = (!isNew && !before.HasEnded, !isNew && IsPaused(before));
        var (isLive, isPaused) = (!trial.HasEnded, IsPaused(trial));
        if (!isNew && wasLive == isLive && wasPaused == isPaused) return this;

        var bracket = Brackets.GetValueOrDefault(number, Bracket.Empty);
        bracket = new Bracket(
            bracket.Trials + (isNew ? 1 : 0),
            bracket.Live + (isLive ? 1 : 0) - (wasLive ? 1 : 0),
            isPaused ? bracket.Paused.Add(trial.Id) : bracket.Paused.Remove(trial.Id));
        return this with
        {
            Brackets = Brackets.SetItem(number, bracket),
            Open = bracket.Live == 0 ? Open.Remove(number) : Open.Add(number),
            Bracketed = Bracketed + (isNew ? 1 : 0),
        };
    }

    private static bool IsPaused(TrialState trial) =>
        trial is { HasEnded: false, AwaitsPromotion: true, Attempt: null };
}
