namespace Clade;

/// <summary>What becomes of a trial at a rung.</summary>
public enum AshaVariant
{
    /// <summary>It goes on at once if it is good enough beside those that came there before, or else ends.</summary>
    Stopping,

    /// <summary>
    /// It pauses and gives its worker away. A free worker goes on with the best paused trial that has come into the top
    /// share of its rung, the highest rung first, or else begins a new one.
    /// </summary>
    Promotion,
}
