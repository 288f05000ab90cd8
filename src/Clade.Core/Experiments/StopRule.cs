using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade;

/// <summary>When a trial, or the whole experiment, has had enough. Made by <see cref="Stop"/>.</summary>
/// <remarks>
/// Rules combine: <c>a | b</c> stops as soon as one of both holds, <c>a &amp; b</c> where both hold at the same report.
/// <c>a | b</c> ends the whole experiment if a part that holds does; <c>a &amp; b</c> only if both do, and else the
/// trial.
/// </remarks>
public abstract record StopRule
{
    private protected StopRule()
    {
    }

    /// <summary>The iteration at which every trial ends at the latest; none if the rule doesn't say.</summary>
    /// <remarks>Of <c>a | b</c> the smaller; of <c>a &amp; b</c> the larger, if both say.</remarks>
    internal virtual long? IterationBudget => null;

    /// <summary>The active time after which the experiment ends at the latest; none if the rule doesn't say.</summary>
    /// <remarks>Of <c>a | b</c> the smaller; of <c>a &amp; b</c> the larger, if both say.</remarks>
    internal virtual TimeSpan? TimeBudget => null;

    /// <summary>The iterations of all trials after which the experiment ends; none if the rule doesn't say.</summary>
    /// <remarks>Of <c>a | b</c> the smaller; of <c>a &amp; b</c> the larger, if both say.</remarks>
    internal virtual long? TotalIterationBudget => null;

    /// <summary>How many rules remember something of each trial: the length of a trial's plateaus.</summary>
    internal int TrialPlateauCount => PlateausOf(StopScope.Trial).Length;

    /// <summary>How many rules remember something of the experiment: the length of its plateaus.</summary>
    internal int ExperimentPlateauCount => PlateausOf(StopScope.Experiment).Length;

    /// <summary>The metrics besides the objective that reports must carry for this rule to be able to hold.</summary>
    internal IEnumerable<string> WatchedMetrics =>
        Leaves().Select(static rule => rule.WatchedMetric).OfType<string>().Distinct(StringComparer.Ordinal);

    private protected virtual string? WatchedMetric => null;

    /// <summary>Stops as soon as one of both rules holds.</summary>
    /// <param name="left">A rule; its reason is given if both hold for the same scope.</param>
    /// <param name="right">Another rule.</param>
    public static StopRule operator |(StopRule left, StopRule right) => new AnyStopRule(Given(left), Given(right));

    /// <summary>Stops where both rules hold at the same report.</summary>
    /// <param name="left">A rule.</param>
    /// <param name="right">Another rule.</param>
    public static StopRule operator &(StopRule left, StopRule right) => new AllStopRule(Given(left), Given(right));

    /// <summary>The rule as one canonical line: equal lines mean equal rules.</summary>
    /// <returns>C# without the class: <c>AtIteration(40) | WhenMetric("val_accuracy", 0.99)</c>.</returns>
    /// <remarks>A function given to <see cref="Stop.When"/> appears as its source text, which may say less.</remarks>
    public abstract string Describe();

    /// <inheritdoc cref="Describe" />
    public sealed override string ToString() => Describe();

    /// <summary>What the rule says about a report, of which the plateaus know already.</summary>
    internal StopVerdict Evaluate(in StopInput input) => Judge(input with
    {
        TrialPlateaus = OrNew(input.TrialPlateaus, TrialPlateauCount),
        ExperimentPlateaus = OrNew(input.ExperimentPlateaus, ExperimentPlateauCount),
    });

    /// <summary>What the rule says when only time passes.</summary>
    /// <param name="active">How long drivers have had the experiment open.</param>
    internal StopVerdict EvaluateTime(TimeSpan active) => TimeBudget is { } budget && active >= budget
        ? StopVerdict.Experiment(AfterTimeRule.ReasonOf(budget))
        : StopVerdict.None;

    /// <summary>The least improvement of each rule that remembers something, depth first.</summary>
    internal ImmutableArray<double> PlateausOf(StopScope scope) =>
        [.. Leaves().OfType<PlateauRule>().Where(rule => rule.Scope == scope).Select(static rule => rule.MinDelta)];

    /// <summary>Every mistake that shows once the objective is known, each with value, reason and remedy.</summary>
    internal IEnumerable<string> ProblemsWith(Objective objective) =>
        Leaves().Select(rule => rule.ProblemWith(objective)).OfType<string>();

    /// <summary>The verdict of a rule whose plateaus are complete.</summary>
    private protected abstract StopVerdict Judge(in StopInput input);

    private protected virtual string? ProblemWith(Objective objective) => null;

    /// <summary>The rules without parts, depth first: plateaus are numbered in this order.</summary>
    private protected virtual IEnumerable<StopRule> Leaves() => [this];

    /// <summary>The verdict of a part of a combination, whose plateaus begin at the given places.</summary>
    private protected static StopVerdict JudgePart(
        StopRule part, in StopInput input, int trialPlateausBefore, int experimentPlateausBefore) =>
        part.Judge(input with
        {
            TrialPlateaus = input.TrialPlateaus.Slice(trialPlateausBefore, part.TrialPlateauCount),
            ExperimentPlateaus = input.ExperimentPlateaus.Slice(experimentPlateausBefore, part.ExperimentPlateauCount),
        });

    /// <summary>The rules below a part of a combination.</summary>
    private protected static IEnumerable<StopRule> LeavesOf(StopRule part) => part.Leaves();

    private static StopRule Given(StopRule rule) => rule ?? throw new ArgumentNullException(
        nameof(rule), "A stop rule to combine is missing. Use Stop.Never for a rule that never holds.");

    private static ImmutableArray<PlateauState> OrNew(ImmutableArray<PlateauState> plateaus, int count)
    {
        if (plateaus.IsDefaultOrEmpty) return [.. Enumerable.Repeat(PlateauRule.NoReports, count)];

        Invariant.Require(plateaus.Length == count, "plateaus belong to the stop rule that made them");
        return plateaus;
    }
}
