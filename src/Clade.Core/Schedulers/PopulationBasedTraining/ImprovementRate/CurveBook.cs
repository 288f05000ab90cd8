using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>The learning curves of a generation, each smoothed once.</summary>
internal sealed class CurveBook(ExperimentState state)
{
    private readonly Dictionary<TrialId, LearningCurve?> _curves = [];

    /// <summary>A trial's curve; none if it has no report since it copied, or its last score is not usable.</summary>
    public LearningCurve? Of(TrialId trial)
    {
        if (!_curves.TryGetValue(trial, out var curve))
        {
            _curves[trial] = curve = LearningCurve.Of(state[trial].Course?.Curve ?? []);
        }

        return curve;
    }
}
