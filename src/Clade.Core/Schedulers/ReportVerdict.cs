namespace Clade.Schedulers;

/// <summary>What a scheduler says to a report.</summary>
internal enum ReportVerdict
{
    /// <summary>Train on.</summary>
    Continue,

    /// <summary>Save; then the scheduler decides.</summary>
    ReadyPoint,

    /// <summary>Wait for members that are behind.</summary>
    Hold,

    /// <summary>Save and leave, and wait at the rung.</summary>
    Pause,

    /// <summary>End the trial early.</summary>
    Stop,
}
