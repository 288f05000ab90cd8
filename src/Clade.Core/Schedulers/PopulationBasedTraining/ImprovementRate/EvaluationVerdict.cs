using System.Globalization;

namespace Clade.Schedulers;

/// <summary>What becomes of an evaluation at the end of a generation.</summary>
/// <param name="Kind">Whether it goes on.</param>
/// <param name="Reason">For people.</param>
internal readonly record struct EvaluationVerdict(EvaluationVerdictKind Kind, string Reason)
{
    /// <param name="evaluator">The evaluator's curve since it took over its parent's weights.</param>
    /// <param name="child">The child's curve since its weights or hyperparameters changed.</param>
    /// <param name="elapsed">How long the evaluation has taken, as a share of what it may.</param>
    /// <param name="significance">The p-value below which the evaluator is better.</param>
    public static EvaluationVerdict Of(
        LearningCurve evaluator, LearningCurve child, double elapsed, double significance)
    {
        if (CurveComparison.OverlapOf(evaluator.Smooth, child.Smooth) is not { } overlap)
        {
            return elapsed >= 1 ? Ends("the two never performed alike") : GoesOn;
        }

        var chance = CurveComparison.SignTest(evaluator.Scores, child.Scores, overlap);
        var compared = string.Create(
            CultureInfo.InvariantCulture, $"p = {chance:0.####} over {overlap.Length} reports from equal scores on");
        if (chance < significance && CurveComparison.BestScoreDifference(evaluator.Smooth, child.Smooth) > 0)
        {
            return new EvaluationVerdict(EvaluationVerdictKind.Succeeds, $"faster, {compared}");
        }

        // At first anything may go on; at the end only what is significantly better.
        return chance > significance + Math.Max(0, 1 - elapsed) ? Ends($"no faster, {compared}") : GoesOn;
    }

    public static EvaluationVerdict GoesOn { get; } = new(EvaluationVerdictKind.GoesOn, "");

    public static EvaluationVerdict Ends(string reason) => new(EvaluationVerdictKind.Ends, reason);
}

/// <summary>Whether an evaluation goes on.</summary>
internal enum EvaluationVerdictKind
{
    /// <summary>It is not over.</summary>
    GoesOn,

    /// <summary>It is over, and nothing comes of it.</summary>
    Ends,

    /// <summary>The child takes over the evaluator's weights.</summary>
    Succeeds,
}
