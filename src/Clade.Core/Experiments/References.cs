namespace Clade.Experiments;

/// <summary>Counts who holds which checkpoint; one that nobody holds may be deleted.</summary>
internal static class References
{
    public static ExperimentState AddReference(this ExperimentState state, CheckpointId? checkpoint) =>
        checkpoint is { } id ? state.Change(id, +1) : state;

    public static ExperimentState DropReference(this ExperimentState state, CheckpointId? checkpoint) =>
        checkpoint is { } id ? state.Change(id, -1) : state;

    private static ExperimentState Change(this ExperimentState state, CheckpointId id, int by)
    {
        if (!state.Checkpoints.TryGetValue(id, out var checkpoint)) return state;

        var references = checkpoint.References + by;
        Invariant.Require(references >= 0, $"checkpoint {id}");
        return state with
        {
            Checkpoints = state.Checkpoints.SetItem(id, checkpoint with { References = references }),
            Unreferenced = references == 0 ? state.Unreferenced.Add(id) : state.Unreferenced.Remove(id),
        };
    }
}
