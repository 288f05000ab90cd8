using System.Collections.Immutable;
using System.Globalization;

namespace Clade.Experiments;

/// <summary>Holds once a trial, or the experiment, has made too many reports without an improvement.</summary>
/// <param name="Scope">Whose reports count, and who ends.</param>
/// <param name="Patience">Reports without an improvement that are too many.</param>
/// <param name="MinDelta">By more than this a score must rise to be an improvement.</param>
/// <param name="Grace">Reports before which the rule can't hold.</param>
internal sealed record PlateauRule(StopScope Scope, int Patience, double MinDelta, int Grace) : StopRule
{
    /// <summary>What is remembered before the first report.</summary>
    public static PlateauState NoReports { get; } = new(Score.Worst, ReportsSince: 0, Reports: 0);

    public override string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Scope == StopScope.Trial ? "" : "Experiment")}OnPlateau({Patience}, {MinDelta:R}, {Grace})");

    /// <summary>What is remembered after one more report.</summary>
    /// <param name="minDelta">The least improvement.</param>
    /// <param name="before">What was remembered before.</param>
    /// <param name="score">The report's score.</param>
    public static PlateauState Update(double minDelta, PlateauState before, Score score)
    {
        // The reference moves only with an improvement: a slow creep below minDelta per report still adds up to one.
        var improves = score.IsUsable
            && (!before.Reference.IsUsable || score.Value - before.Reference.Value > minDelta);
        return improves
            ? new PlateauState(score, ReportsSince: 0, before.Reports + 1)
            : before with { ReportsSince = before.ReportsSince + 1, Reports = before.Reports + 1 };
    }

    /// <summary>What all rules of a scope remember after one more report.</summary>
    /// <param name="minDeltas">The least improvement of each.</param>
    /// <param name="plateaus">
    /// What each remembered before; empty for a trial that is new or has just copied a donor.
    /// </param>
    /// <param name="score">The report's score.</param>
    public static ImmutableArray<PlateauState> Update(
        ImmutableArray<double> minDeltas, ImmutableArray<PlateauState> plateaus, Score score) =>
        [.. minDeltas.Select((delta, i) => Update(delta, plateaus.IsEmpty ? NoReports : plateaus[i], score))];

    /// <summary>What remains of plateaus under other rules: each goes to a rule that counts as it did.</summary>
    public static ImmutableArray<PlateauState> Carry(
        ImmutableArray<PlateauState> plateaus, ImmutableArray<double> was, ImmutableArray<double> now)
    {
        if (plateaus.IsEmpty || was.SequenceEqual(now)) return plateaus;

        var left = was.Zip(plateaus).ToList();
        return [.. now.Select(delta =>
        {
            var index = left.FindIndex(rule => rule.First.Equals(delta));
            if (index < 0) return NoReports;

            var plateau = left[index].Second;
            left.RemoveAt(index);
            return plateau;
        })];
    }

    private protected override StopVerdict Judge(in StopInput input)
    {
        var plateau = Scope == StopScope.Trial ? input.TrialPlateaus[0] : input.ExperimentPlateaus[0];
        if (plateau.ReportsSince < Patience || plateau.Reports < Grace) return StopVerdict.None;

        var above = MinDelta > 0 ? string.Create(CultureInfo.InvariantCulture, $" above {MinDelta:G6}") : "";
        var whose = Scope == StopScope.Trial ? "" : " of any trial";
        return new StopVerdict(Scope, string.Create(
            CultureInfo.InvariantCulture, $"no improvement{above} in {plateau.ReportsSince} reports{whose}"));
    }
}
