using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>A member of a parent sub-population that is being evaluated.</summary>
/// <param name="Trial">The member.</param>
/// <param name="Rate">
/// By how much its evaluator does better than the others from equal performance on, summed over these.
/// </param>
/// <param name="Best">The best score of its evaluator's smoothed curve: between equal rates.</param>
internal sealed record RatedMember(TrialState Trial, double Rate, double Best) : IComparable<RatedMember>
{
    public bool CanDonate => Trial.Ready is { Checkpoint: not null, Score.IsUsable: true };

    public bool IsFasterThan(RatedMember other) => (Rate, Best).CompareTo((other.Rate, other.Best)) > 0;

    /// <summary>The fastest first.</summary>
    public int CompareTo(RatedMember? other) => IsFasterThan(other!) ? -1
        : other!.IsFasterThan(this) ? 1
        : Trial.Id.CompareTo(other.Trial.Id);
}

/// <summary>Ranks the members of a parent sub-population by their rate of improvement.</summary>
internal static class ImprovementRanking
{
    /// <returns>Those that have an evaluator which has reported, the fastest first.</returns>
    /// <param name="rate">The options.</param>
    /// <param name="state">The state that all decisions of the generation are taken from.</param>
    /// <param name="part">The sub-population.</param>
    /// <param name="curves">The learning curves.</param>
    public static ImmutableArray<RatedMember> Of(
        FasterImprovementRate rate, ExperimentState state, int part, CurveBook curves)
    {
        var evaluated = state.Trials
            .Where(trial => trial is { HasEnded: false, Evaluation: not null, Course.Curve.IsEmpty: false }
                && ImprovementParts.PartOf(rate, trial.Evaluation.Parent) == part)
            .Select(trial => (Parent: state[trial.Evaluation!.Parent], trial.Evaluation, Curve: curves.Of(trial.Id)))
            .Where(static one => Evaluations.IsAsItWas(one.Parent, one.Evaluation.ParentSegment)
                && one.Parent.Ready is { Score.IsUsable: true })
            .ToArray();
        // An evaluator without a usable score shows that its parent's weights are worth nothing.
        return
        [
            .. evaluated.Select(one => one.Curve is null
                ? new RatedMember(one.Parent, double.NegativeInfinity, double.NegativeInfinity)
                : new RatedMember(
                    one.Parent, RateOf(one.Curve, evaluated.Select(static other => other.Curve)),
                    one.Curve.Smooth.Max())).Order(),
        ];
    }

    private static double RateOf(LearningCurve curve, IEnumerable<LearningCurve?> all)
    {
        var sum = all.Where(other => other is not null && other != curve)
            .Sum(other => CurveComparison.BestScoreDifference(curve.Smooth, other!.Smooth));
        return double.IsNaN(sum) ? double.NegativeInfinity : sum;
    }
}
