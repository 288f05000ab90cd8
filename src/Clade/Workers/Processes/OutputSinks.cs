namespace Clade.Workers;

/// <summary>
/// Takes a piece of a worker's output. Called by one thread at a time; keeps no memory, throws nothing.
/// </summary>
internal delegate void OutputSink(ReadOnlySpan<byte> bytes);

/// <summary>Where a worker's two output streams go.</summary>
internal sealed record OutputSinks(OutputSink Out, OutputSink Error)
{
    /// <summary>Reads and drops, so that a worker never waits on a full pipe.</summary>
    public static readonly OutputSinks None = new(static _ => { }, static _ => { });
}
