namespace Clade;

/// <summary>How an attempt ended.</summary>
internal enum AttemptOutcome
{
    /// <summary>The training function returned by itself.</summary>
    Completed,

    /// <summary>It left because it was told to (yield or stop).</summary>
    Left,

    /// <summary>It threw.</summary>
    Failed,

    /// <summary>Its worker died, hung or broke the protocol.</summary>
    Lost,
}
