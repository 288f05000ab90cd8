using System.Collections.Immutable;

namespace Clade.Trials;

/// <summary>How an attempt talks to the driver: over a socket, or within one process.</summary>
internal interface IAttemptLink
{
    /// <summary>Cancelled when the attempt is to be given up without an answer.</summary>
    CancellationToken CancellationToken { get; }

    /// <summary>The training function is about to be called with this configuration.</summary>
    void Started(Configuration inForce);

    /// <summary>Reports, and blocks until the answer comes.</summary>
    /// <param name="sequence">1 for the attempt's first report, and so on.</param>
    /// <param name="metrics">What was measured.</param>
    /// <param name="canSave">Whether a checkpoint can be saved now.</param>
    /// <param name="unread">The hyperparameters that were not read; none if there are none, or it is not known.</param>
    AttemptAnswer Report(long sequence, Metrics metrics, bool canSave, ImmutableArray<string>? unread);

    /// <summary>Says that the checkpoint asked for is published, and blocks until the next answer comes.</summary>
    AttemptAnswer Saved(long sequence, long bytes);
}
