namespace Clade;

/// <summary>The answer to a report.</summary>
internal enum ReplyKind
{
    /// <summary>Train the next iteration.</summary>
    Continue,

    /// <summary>Save a checkpoint now, say so, and wait for the next answer.</summary>
    Save,

    /// <summary>Leave the training function; the trial goes on later, perhaps elsewhere.</summary>
    Yield,

    /// <summary>Leave the training function for good.</summary>
    Stop,
}
