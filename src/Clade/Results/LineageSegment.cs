namespace Clade;

/// <summary>A stretch of training with one configuration, as a part of a lineage.</summary>
/// <param name="Segment">The segment's number in its experiment.</param>
/// <param name="Trial">The trial that trained it.</param>
/// <param name="Donor">The trial that it was copied from; none where a trial begins, or goes on by itself.</param>
/// <param name="Checkpoint">The checkpoint that it began from; none for the founder's first.</param>
/// <param name="Config">The configuration.</param>
/// <param name="FirstIteration">The first iteration that the lineage takes from it; 1 for the founder.</param>
/// <param name="LastIteration">
/// The last one: before the next segment's first, or the last that was reported. Below
/// <paramref name="FirstIteration"/> while nothing was reported yet.
/// </param>
public sealed record LineageSegment(
    int Segment, TrialId Trial, TrialId? Donor, CheckpointId? Checkpoint, Configuration Config, long FirstIteration,
    long LastIteration);
