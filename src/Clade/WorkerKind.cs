namespace Clade;

/// <summary>Where training functions run.</summary>
public enum WorkerKind
{
    /// <summary>
    /// Each running trial in a process of its own: a native crash, a leak or an out-of-memory kill takes one attempt
    /// and nothing else.
    /// </summary>
    Processes,

    /// <summary>
    /// On threads of this process: for objectives of microseconds, for debugging, and for training functions that
    /// capture variables. Devices are not separated, and a crash takes everything.
    /// </summary>
    InProcess,
}
