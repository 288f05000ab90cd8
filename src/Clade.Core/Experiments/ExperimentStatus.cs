namespace Clade;

/// <summary>Where an experiment stands.</summary>
public enum ExperimentStatus
{
    /// <summary>Trials run, or can be resumed.</summary>
    Running,

    /// <summary>The user asked to stop, or the driver had to: it can be resumed.</summary>
    Interrupted,

    /// <summary>All trials have ended.</summary>
    Completed,

    /// <summary>
    /// A mistake in the set-up made going on pointless; the reason names it. It can be resumed once mended.
    /// </summary>
    Failed,
}
