namespace Clade;

/// <summary>What a function given to <see cref="Stop.When"/> learns about a report.</summary>
/// <param name="Trial">The trial that reported.</param>
/// <param name="Iteration">Its iterations so far, this one included; at least 1.</param>
/// <param name="Metrics">What it reported.</param>
/// <param name="TrialTime">The scheduler's time attribute; the iteration unless another was chosen.</param>
/// <param name="Elapsed">How long the experiment has been open, over all resumes.</param>
public sealed record StopContext(
    TrialId Trial, long Iteration, Metrics Metrics, double TrialTime, TimeSpan Elapsed);
