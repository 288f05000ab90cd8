namespace Clade.Testing;

/// <summary>What became of one trial of a simulated experiment.</summary>
/// <param name="Id">The trial.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Config">Its last configuration.</param>
/// <param name="Iteration">Its last iteration.</param>
/// <param name="Metric">The objective's last value; NaN before the first report.</param>
public sealed record SimulatedTrial(
    TrialId Id, TrialStatus Status, Configuration Config, long Iteration, double Metric);
