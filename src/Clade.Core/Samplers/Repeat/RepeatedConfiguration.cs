namespace Clade;

/// <summary>What the repetitions of one configuration came to.</summary>
/// <param name="Config">The configuration.</param>
/// <param name="Trials">The trials that had it, by id.</param>
/// <param name="Mean">The mean of their best values of the objective's metric; NaN if one of them has none.</param>
/// <param name="StandardDeviation">
/// Their standard deviation, as an estimate for further repetitions (divided by n - 1); NaN for a single one.
/// </param>
public sealed record RepeatedConfiguration(
    Configuration Config, IReadOnlyList<TrialId> Trials, double Mean, double StandardDeviation)
{
    /// <summary>
    /// Groups trials by configuration, the best mean first; those with a failed trial come last.
    /// </summary>
    internal static IReadOnlyList<RepeatedConfiguration> Of(
        IEnumerable<(TrialId Trial, Configuration Config, double? Value)> trials, Objective objective) =>
    [
        .. trials.GroupBy(static trial => trial.Config).Select(static group => Of(group.Key, [.. group]))
            .OrderByDescending(repeated => objective.Score(repeated.Mean))
                .ThenBy(static repeated => repeated.Trials[0]),
    ];

    private static RepeatedConfiguration Of(
        Configuration config, List<(TrialId Trial, Configuration Config, double? Value)> trials)
    {
        var values = trials.Select(static trial => trial.Value ?? double.NaN).ToArray();
        var mean = values.Average();
        var variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
        return new RepeatedConfiguration(
            config, [.. trials.Select(static trial => trial.Trial).Order()], mean,
            values.Length > 1 ? Math.Sqrt(variance) : double.NaN);
    }
}
