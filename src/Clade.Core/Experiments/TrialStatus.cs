namespace Clade;

/// <summary>Where a trial stands.</summary>
public enum TrialStatus
{
    /// <summary>Not started, or between two attempts: it runs as soon as there is room.</summary>
    Waiting,

    /// <summary>A worker serves it.</summary>
    Running,

    /// <summary>A stop rule ended it, or its training function returned.</summary>
    Completed,

    /// <summary>The scheduler ended it early.</summary>
    Stopped,

    /// <summary>Its training function threw, or its worker was lost, more often than allowed.</summary>
    Failed,
}
