using System.Collections.Immutable;

namespace Clade.GaussianProcesses;

/// <summary>What a Gaussian process is to learn from, and where its next proposal will be compared.</summary>
/// <param name="Places">Where was observed, with NaN where turned off; the resource comes last if there is one.</param>
/// <param name="Values">What was observed, standardised.</param>
/// <param name="Comparable">Which of them the proposal is to improve on, as indices.</param>
/// <param name="Believed">Places of pending trials.</param>
/// <param name="Taken">Places, without the resource, that no proposal repeats.</param>
/// <param name="Resource">The resource's coordinate at which the proposal is rated; none without a resource.</param>
internal sealed record Evidence(
    ImmutableArray<double[]> Places,
    double[] Values,
    ImmutableArray<int> Comparable,
    ImmutableArray<double[]> Believed,
    ImmutableArray<double[]> Taken,
    double? Resource)
{
    /// <summary>One score for each trial that ended.</summary>
    public static Evidence OfTrials(SpaceEncoding encoding, TrialHistory history)
    {
        ImmutableArray<double[]> places = [.. history.Observations.Select(trial => encoding.Encode(trial.Config))];
        ImmutableArray<double[]> pending = [.. history.Pending.Select(trial => encoding.Encode(trial.Config))];
        return new Evidence(
            places,
            OutputScale.Standardise([.. history.Observations.Select(static trial => trial.Score.Value)]),
            [.. Enumerable.Range(0, places.Length)],
            pending,
            [.. places, .. pending],
            Resource: null);
    }
}
