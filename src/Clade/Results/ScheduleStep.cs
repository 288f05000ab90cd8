namespace Clade;

/// <summary>One step of a schedule of hyperparameters.</summary>
/// <param name="Iteration">Iterations done when the configuration takes over; 0 for the start.</param>
/// <param name="Config">The configuration from there on, up to the next step.</param>
public sealed record ScheduleStep(long Iteration, Configuration Config);
