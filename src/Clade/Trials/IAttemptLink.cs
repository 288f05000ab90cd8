namespace Clade.Trials;

/// <summary>How an attempt talks to the driver: over a socket, or within one process.</summary>
internal interface IAttemptLink
{
    /// <summary>Cancelled when the attempt is to be given up without an answer.</summary>
    CancellationToken CancellationToken { get; }

    /// <summary>The training function is about to be called with this configuration.</summary>
    void Started(Configuration inForce);

    /// <summary>Reports, and blocks until the answer comes.</summary>
    AttemptAnswer Report(long sequence, Metrics metrics, bool canSave);

    /// <summary>Says that the checkpoint asked for is published, and blocks until the next answer comes.</summary>
    AttemptAnswer Saved(long sequence, long bytes);
}
