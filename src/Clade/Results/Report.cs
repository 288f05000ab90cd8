namespace Clade;

/// <summary>One report of an experiment, as the store has it.</summary>
/// <remarks>
/// Every report that was accepted is a row: one that a retried attempt repeated occurs once for each attempt. A curve
/// without repetitions is a lineage.
/// </remarks>
/// <param name="Order">Its place in the journal: reports sorted by it are in the order of their arrival.</param>
/// <param name="Trial">The trial.</param>
/// <param name="Attempt">The attempt of the trial; 0 for its first.</param>
/// <param name="Sequence">The number of the report in its attempt; 1 for the first.</param>
/// <param name="Segment">The segment, and with it the configuration, that it belongs to.</param>
/// <param name="Iteration">Iterations done, counted through every exploit from the founder's first.</param>
/// <param name="TrialTime">
/// The scheduler's time attribute at this report; none when the trial was exploited by the same step.
/// </param>
/// <param name="Time">When it arrived.</param>
/// <param name="Metric">The objective's metric as it was reported, finite or not; none when it was missing.</param>
/// <param name="Metrics">All metrics.</param>
public sealed record Report(
    long Order, TrialId Trial, int Attempt, long Sequence, int Segment, long Iteration, double? TrialTime,
    DateTimeOffset Time, double? Metric, Metrics Metrics);
