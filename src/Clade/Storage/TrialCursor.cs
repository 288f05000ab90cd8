namespace Clade.Storage;

/// <summary>Where a trial's newest attempt stands, as far as projections need it to place the next report.</summary>
internal sealed class TrialCursor
{
    public int Attempt { get; private set; } = -1;

    public int Segment { get; private set; }

    public Configuration Config { get; private set; } = Configuration.Empty;

    /// <summary>Iterations done where the attempt began.</summary>
    public long StartIteration { get; private set; }

    /// <summary>The last report's number; 0 before the first.</summary>
    public long Sequence { get; set; }

    /// <summary>Whether the attempt was ordered and has not ended.</summary>
    public bool IsLive { get; set; }

    public long Iteration => StartIteration + Sequence;

    public void Start(int attempt, int segment, Configuration config, long startIteration)
    {
        (Attempt, Segment, Config, StartIteration) = (attempt, segment, config, startIteration);
        (Sequence, IsLive) = (0, true);
    }

    public bool Serves(int attempt) => IsLive && Attempt == attempt;
}
