namespace Clade.Trials;

/// <summary>
/// The driver does not answer any more: the attempt is given up, and nobody waits for what comes of it.
/// </summary>
internal sealed class ChannelClosedException() : OperationCanceledException("The trial was given up by the driver.");
