namespace Clade;

/// <summary>
/// What random numbers are drawn for. Two purposes never share a stream. Values stay: journals rely on them.
/// </summary>
internal enum RandomPurpose
{
    /// <summary>A new trial's configuration; keyed by trial.</summary>
    Sample = 1,

    /// <summary>The seed that a training function gets; keyed by trial.</summary>
    TrialSeed = 2,

    /// <summary>Which donor a victim copies; keyed by victim and its number of ready points.</summary>
    Donor = 3,

    /// <summary>How the donor's configuration is changed; keyed likewise.</summary>
    Explore = 4,

    /// <summary>Grid order and other choices of a sampler; keyed by the sampler.</summary>
    Sampler = 5,

    /// <summary>What the simulator does; never used by an experiment.</summary>
    Simulation = 6,

    /// <summary>Which bracket a trial begins in; keyed by trial.</summary>
    Bracket = 7,

    /// <summary>Resampling when results are analysed; never used by an experiment. Keyed by the resample.</summary>
    Analysis = 20,

    /// <summary>A member's configuration when its population restarts; keyed by trial and restart.</summary>
    Restart = 8,

    /// <summary>How a quasi-random sequence is scrambled; keyed by dimension and digit.</summary>
    Scramble = 9,
}
