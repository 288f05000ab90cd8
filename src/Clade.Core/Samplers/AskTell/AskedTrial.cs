namespace Clade;

/// <summary>A trial that <see cref="AskTell"/> asks for: evaluate its configuration, then tell what came out.</summary>
public sealed record AskedTrial
{
    internal AskedTrial(TrialId id, Configuration config) => (Id, Config) = (id, config);

    /// <summary>Its number: 0, 1, 2 …, in the order of asking.</summary>
    public TrialId Id { get; }

    /// <summary>What to evaluate.</summary>
    public Configuration Config { get; }
}
