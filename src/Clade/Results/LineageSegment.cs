namespace Clade;

/// <summary>A stretch of training with one configuration, as a part of a lineage.</summary>
/// <param name="Segment">The segment's number in its experiment.</param>
/// <param name="Trial">The trial that trained it.</param>
/// <param name="Donor">
/// The trial whose checkpoint it began from; none where a trial begins, or goes on from its own.
/// </param>
/// <param name="Checkpoint">
/// That checkpoint; none for the founder's first segment. After damage it is an older one than the exploit named.
/// </param>
/// <param name="Config">The configuration.</param>
/// <param name="FirstIteration">The first iteration that the lineage takes from it; 1 for the founder.</param>
/// <param name="LastIteration">
/// The last one: before the next segment's first, or the last that was reported. Below
/// <paramref name="FirstIteration"/> while nothing was reported yet.
/// </param>
public sealed record LineageSegment(
    int Segment, TrialId Trial, TrialId? Donor, CheckpointId? Checkpoint, Configuration Config, long FirstIteration,
    long LastIteration);
