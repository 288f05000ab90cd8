using System.Collections.Immutable;

namespace Clade.Experiments;

/// <summary>One step of an experiment, on its way into the journal.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Commands">What it led to, in order.</param>
/// <param name="After">The state once the commands are applied; projections read it, the journal doesn't keep it.</param>
internal sealed record JournalEntry(ExperimentEvent Event, ImmutableArray<Command> Commands, ExperimentState After);

/// <summary>One step of an experiment, read back from the journal.</summary>
/// <param name="Sequence">1 for the first step, then without gaps.</param>
/// <param name="Event">What happened.</param>
/// <param name="Commands">What it led to, in order: recorded commands win over recomputed ones.</param>
internal sealed record JournalRecord(long Sequence, ExperimentEvent Event, ImmutableArray<Command> Commands);
