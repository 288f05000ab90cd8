namespace Clade;

/// <summary>How <see cref="Preflight"/> measures.</summary>
public sealed record PreflightOptions
{
    /// <summary>How many iterations the trial trains.</summary>
    /// <value>
    /// At least 1. Default 3: the first one allocates, the second shows whether that was all, the third whether it
    /// leaks.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Iterations
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(Iterations), value, "A trial has to train at least 1 iteration to be measured.");
    } = 3;

    /// <summary>How long it may take.</summary>
    /// <value>
    /// Above zero. Default 5 minutes. What was measured by then counts, if there was at least one report.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above zero.</exception>
    public TimeSpan TimeLimit
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(
            nameof(TimeLimit), value, "A time limit must be above zero.");
    } = TimeSpan.FromMinutes(5);

    /// <summary>What a trial gets beyond what was measured, as a share of that.</summary>
    /// <value>
    /// At least 0 and finite. Default 0.15: later iterations and other configurations take other amounts.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double HeadRoomFraction
    {
        get;
        init => field = value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(
            nameof(HeadRoomFraction), value, "Head room is a share of at least 0.");
    } = 0.15;

    /// <summary>What to train with.</summary>
    /// <value>
    /// Default: the sampler's first starting configuration, or else one that is drawn by the seed. Give the largest one
    /// where the configuration decides how much memory training takes.
    /// </value>
    public Configuration? Configuration { get; init; }
}
