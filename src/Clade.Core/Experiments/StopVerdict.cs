namespace Clade.Experiments;

/// <summary>Whom a stop rule ends.</summary>
internal enum StopScope
{
    /// <summary>Nobody: the rule doesn't hold.</summary>
    None,

    /// <summary>The trial that reported.</summary>
    Trial,

    /// <summary>Everything.</summary>
    Experiment,
}

/// <summary>What a stop rule says about a report.</summary>
/// <param name="Scope">Whom it ends.</param>
/// <param name="Reason">For people; empty when it ends nobody.</param>
internal readonly record struct StopVerdict(StopScope Scope, string Reason)
{
    public static StopVerdict None { get; } = new(StopScope.None, "");

    public bool Holds => Scope != StopScope.None;

    public static StopVerdict Trial(string reason) => new(StopScope.Trial, reason);

    public static StopVerdict Experiment(string reason) => new(StopScope.Experiment, reason);
}
