using Clade.Experiments;

namespace Clade.Display;

/// <summary>How an experiment ended.</summary>
/// <param name="State">Its last state: status, reason, best.</param>
/// <param name="HowToResume">What to type to go on; shown if the experiment was interrupted.</param>
/// <param name="HowToReplay">What to type to train along the winner's schedule; shown if there is a best.</param>
internal sealed record ProgressEnd(ExperimentState State, string? HowToResume = null, string? HowToReplay = null);
