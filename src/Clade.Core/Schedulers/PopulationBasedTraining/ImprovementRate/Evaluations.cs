using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>Judges what the evaluators have found, at the end of a generation.</summary>
/// <param name="pbt">The options.</param>
/// <param name="rate">Those of the evaluations.</param>
/// <param name="decider">The state, in which the sub-populations have already decided.</param>
/// <param name="all">The population before that.</param>
/// <param name="arrived">Who has come to the end of the generation.</param>
/// <param name="curves">The learning curves before that.</param>
internal sealed class Evaluations(
    PopulationBasedTraining pbt, FasterImprovementRate rate, Decider decider, Population all,
    IReadOnlySet<TrialId> arrived, CurveBook curves)
{
    // The best evaluator so far of each child that takes over weights.
    private readonly SortedDictionary<TrialId, (TrialState Evaluator, string Reason)> _successes = [];

    /// <summary>Whether a trial still has the weights and hyperparameters of a segment.</summary>
    public static bool IsAsItWas(TrialState trial, int segment) => !trial.HasEnded && trial.Segment == segment;

    /// <summary>Ends what is to end, and hands the weights of those that succeeded down to their children.</summary>
    public void Judge()
    {
        foreach (var evaluator in all.State.Trials.Where(static trial => trial.Evaluation is not null))
        {
            var verdict = VerdictOn(evaluator, evaluator.Evaluation!);
            var child = evaluator.Evaluation!.Child;
            if (verdict.Kind == EvaluationVerdictKind.Ends) End(evaluator, verdict.Reason);
            else if (verdict.Kind == EvaluationVerdictKind.Succeeds) _successes[child] = (evaluator, verdict.Reason);
        }

        foreach (var (child, (evaluator, reason)) in _successes) HandDown(evaluator, all.State[child], reason);
    }

    private EvaluationVerdict VerdictOn(TrialState evaluator, EvaluationState evaluation)
    {
        var (parent, child) = (decider.State[evaluation.Parent], decider.State[evaluation.Child]);
        if (evaluator.HasEnded) return EvaluationVerdict.Ends("the evaluator ended");
        if (!IsAsItWas(parent, evaluation.ParentSegment))
        {
            return EvaluationVerdict.Ends($"trial {parent.Id} gave up the weights");
        }

        if (!IsAsItWas(child, evaluation.ChildSegment))
        {
            return EvaluationVerdict.Ends($"trial {child.Id} gave up what they were compared with");
        }

        // Late ones are neither judged nor changed.
        if (!arrived.Contains(evaluator.Id) || !arrived.Contains(child.Id)) return EvaluationVerdict.GoesOn;
        if (curves.Of(evaluator.Id) is not { } curve) return EvaluationVerdict.Ends("the evaluator diverged");

        // Of several that succeed at once the best shall hand its weights down.
        var rival = curves.Of(_successes.TryGetValue(child.Id, out var success) ? success.Evaluator.Id : child.Id);
        if (rival is null) return EvaluationVerdict.Ends($"trial {child.Id} diverged");

        var elapsed = (evaluator.Time - evaluation.Since) / (rate.EvaluationIntervals * pbt.PerturbationInterval);
        return EvaluationVerdict.Of(curve, rival, elapsed, rate.Significance);
    }

    private void HandDown(TrialState evaluator, TrialState child, string reason)
    {
        var donor = all.Find(evaluator);
        var record = ExploitDecision.Record(
            decider, child, all, donor, ExploreResult.Inherit(donor.Unit!.Config)) with
        {
            Note = $"weights of trial {evaluator.Evaluation!.Parent}, evaluated by trial {evaluator.Id}: {reason}",
            TakesCurve = true,
        };
        decider.Emit(new ExploitDonor(record, decider.State.SegmentCount));
        End(evaluator, $"handed down to trial {child.Id}: {reason}");
        foreach (var other in decider.State.Trials.Where(trial => trial.Evaluation?.Child == child.Id))
        {
            End(other, $"trial {child.Id} took over the weights of trial {evaluator.Id}");
        }
    }

    private void End(TrialState evaluator, string reason) => decider.Emit(new EndEvaluation(evaluator.Id, reason));
}
