namespace Clade;

/// <summary>A configuration and how good it was.</summary>
/// <param name="Config">The configuration.</param>
/// <param name="Score">
/// Its objective, oriented so that higher is better; NaN and the infinities stand for a trial that failed.
/// </param>
public sealed record ScoredConfiguration(Configuration Config, double Score);
