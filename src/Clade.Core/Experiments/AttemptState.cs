namespace Clade.Experiments;

/// <summary>What a running attempt is doing.</summary>
internal enum AttemptPhase
{
    /// <summary>Ordered; the training function was not entered yet.</summary>
    Starting,

    /// <summary>Training, up to its next report.</summary>
    Training,

    /// <summary>A report waits for its answer.</summary>
    Reporting,

    /// <summary>Told to save; the checkpoint is not published yet.</summary>
    Saving,

    /// <summary>Told to leave; its worker is not free yet.</summary>
    Leaving,
}

/// <summary>Why a checkpoint is being saved: what happens once it is published.</summary>
internal enum SavePurpose
{
    /// <summary>Against the loss of work, or because the score is the best so far; training goes on.</summary>
    Safety,

    /// <summary>The trial is at a ready point; the scheduler decides next.</summary>
    ReadyPoint,

    /// <summary>The trial leaves, to go on later.</summary>
    Yield,

    /// <summary>The trial has reached its end.</summary>
    End,
}

/// <summary>What a trial that was told to wait waits for.</summary>
internal enum HoldKind
{
    /// <summary>The other members of its generation; its score and checkpoint are recorded.</summary>
    Generation,

    /// <summary>Members that are too far behind.</summary>
    Drift,

    /// <summary>Its promotion: it is paused at a rung, and has left its worker or is about to.</summary>
    Rung,
}

/// <summary>The live attempt of a trial.</summary>
/// <param name="Number">0 for the trial's first attempt.</param>
/// <param name="Phase">What it is doing.</param>
/// <param name="Sequence">The number of its last report; 0 before the first.</param>
/// <param name="CanSave">Whether that report came with a way to save.</param>
/// <param name="Saving">Why it saves, while it does.</param>
/// <param name="End">How the trial ends once that is done, if it saves for that.</param>
/// <param name="LastHeard">When its worker was last heard of.</param>
/// <param name="LastSaved">When its last checkpoint was published, or the attempt began.</param>
/// <param name="Killed">Whether its worker was ordered to be killed.</param>
/// <param name="Allocation">What it holds.</param>
internal sealed record AttemptState(
    int Number, AttemptPhase Phase, long Sequence, bool CanSave, SavePurpose? Saving, EndTrial? End,
    DateTimeOffset LastHeard, DateTimeOffset LastSaved, bool Killed, ResourceAllocation Allocation);
