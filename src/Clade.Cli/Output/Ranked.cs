namespace Clade.Cli.Output;

/// <summary>Orders and selects what a result has.</summary>
internal static class Ranked
{
    /// <summary>The trials, the best score first; those without one last, by id.</summary>
    public static IReadOnlyList<TrialResult> Of(TuneResult result) =>
    [
        .. result.Trials
            .OrderByDescending(trial => trial.BestMetric is { } best ? result.Objective.Score(best) : Score.Worst)
            .ThenBy(static trial => trial.Id),
    ];

    /// <summary>All exploits, or those of one trial as the victim.</summary>
    public static IEnumerable<ExploitResult> ExploitsOf(this TuneResult result, TrialResult? trial) =>
        result.Exploits.Where(exploit => trial is null || exploit.Record.Victim == trial.Id);

    /// <summary>All errors, or those of one trial.</summary>
    public static IEnumerable<AttemptError> ErrorsOf(this TuneResult result, TrialResult? trial) =>
        result.Errors.Where(error => trial is null || error.Trial == trial.Id);

    /// <summary>The names of the hyperparameters that occur in some configurations, in their order.</summary>
    public static IReadOnlyList<string> HyperparametersOf(IEnumerable<Configuration> configs) =>
        [.. configs.SelectMany(static config => config.Keys).Distinct(StringComparer.Ordinal)];
}
