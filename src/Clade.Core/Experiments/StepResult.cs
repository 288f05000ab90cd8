using System.Collections.Immutable;

namespace Clade.Experiments;

/// <summary>What an event led to.</summary>
/// <param name="State">The state after it.</param>
/// <param name="Commands">What was decided, in order.</param>
internal sealed record StepResult(ExperimentState State, ImmutableArray<Command> Commands);
