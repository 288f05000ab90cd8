namespace Clade;

/// <summary>One step of a schedule: the configuration from an iteration on.</summary>
/// <param name="Iteration">Iterations done before this configuration is used; 0 for the first step.</param>
/// <param name="Config">The configuration.</param>
public sealed record ScheduleStep(long Iteration, Configuration Config);
