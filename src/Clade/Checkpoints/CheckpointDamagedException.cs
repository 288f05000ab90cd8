namespace Clade.Checkpoints;

/// <summary>A checkpoint is missing or not what was saved: the trial falls back to an older one.</summary>
internal sealed class CheckpointDamagedException : CladeException
{
    public CheckpointDamagedException(CheckpointId checkpoint, string reason, Exception? cause = null)
        : base($"Checkpoint '{checkpoint}' is damaged: {reason}", cause ?? new InvalidDataException(reason))
    {
        Checkpoint = checkpoint;
        Reason = reason;
    }

    public CheckpointId Checkpoint { get; }

    /// <summary>What was found, as a sentence.</summary>
    public string Reason { get; }
}
