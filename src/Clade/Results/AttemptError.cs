namespace Clade;

/// <summary>One attempt that did not end well.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Attempt">The attempt; 0 for the trial's first.</param>
/// <param name="Time">When it ended.</param>
/// <param name="Error">The exception in full, or how the worker was lost.</param>
public sealed record AttemptError(TrialId Trial, int Attempt, DateTimeOffset Time, TrialError Error);
