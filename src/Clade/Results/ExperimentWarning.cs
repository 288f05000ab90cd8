namespace Clade;

/// <summary>A warning that an experiment gave.</summary>
/// <param name="Time">When.</param>
/// <param name="Code">A stable name of the kind of warning.</param>
/// <param name="Message">What, why, remedy.</param>
/// <param name="Trial">The trial that it is about, if one.</param>
public sealed record ExperimentWarning(DateTimeOffset Time, string Code, string Message, TrialId? Trial);
