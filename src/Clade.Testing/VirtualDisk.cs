using System.Collections.Immutable;

namespace Clade.Testing;

/// <summary>The checkpoints of a simulated experiment. They survive a crash of the driver.</summary>
internal sealed class VirtualDisk
{
    private readonly Dictionary<CheckpointId, VirtualCheckpoint> _checkpoints = [];

    /// <summary>Checkpoints that a fault has damaged, deleted ones included.</summary>
    public HashSet<CheckpointId> Damaged { get; } = [];

    public IReadOnlyDictionary<CheckpointId, VirtualCheckpoint> Checkpoints => _checkpoints;

    public void Publish(CheckpointId id, VirtualCheckpoint checkpoint) => _checkpoints[id] = checkpoint;

    public void Delete(CheckpointId id) => _checkpoints.Remove(id);

    /// <summary>What a driver does when it opens an experiment: removes what no state refers to.</summary>
    public void CollectGarbage(IEnumerable<CheckpointId> referenced)
    {
        foreach (var id in _checkpoints.Keys.Except(referenced).ToArray()) _checkpoints.Remove(id);
    }
}

/// <summary>One checkpoint: the weights, and what they were trained with last.</summary>
internal sealed record VirtualCheckpoint(ImmutableArray<double> Weights, Configuration Config, long Iteration);
