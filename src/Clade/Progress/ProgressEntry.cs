using Clade.Experiments;

namespace Clade.Display;

/// <summary>One step of the experiment: what happened, and what was decided.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Commands">What was decided.</param>
internal readonly record struct ProgressEntry(ExperimentEvent Event, IReadOnlyList<Command> Commands);
