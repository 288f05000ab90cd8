namespace Clade;

/// <summary>What else can be made of a result.</summary>
public static class TuneResultExtensions
{
    /// <summary>The trials with their outcomes, for a sampler's <see cref="Sampler.EarlierTrials"/>.</summary>
    /// <param name="result">The result of an earlier experiment.</param>
    /// <returns>
    /// Every trial that ended well and reported, with the metrics of its last report and, for the objective's, the best
    /// value it reported. An exploit replaces a trial's configuration, so that of Population Based Training's trials
    /// the last configuration is paired with what its whole lineage reached: those are no lesson for a sampler, and
    /// left out.
    /// </returns>
    public static IReadOnlyList<EarlierTrial> AsEarlierTrials(this TuneResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return
        [
            .. result.Trials
                .Where(static trial => trial.Status is TrialStatus.Completed or TrialStatus.Stopped)
                .Where(static trial => trial is { Exploits: 0, BestMetric: not null, LastMetrics: not null })
                .Select(trial => new EarlierTrial(trial.Config, OutcomeOf(trial, result.Objective.Metric))),
        ];
    }

    /// <summary>The trials that are the best compromises of several objectives, by their last reports.</summary>
    /// <param name="result">The result.</param>
    /// <param name="objectives">At least one, with metrics that were reported.</param>
    /// <exception cref="ArgumentException">There are no objectives, or two have the same metric.</exception>
    public static IReadOnlyList<TrialResult> ParetoFront(
        this TuneResult result, params IEnumerable<Objective> objectives)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Clade.ParetoFront.Of(
            result.Trials,
            static trial => trial.Status == TrialStatus.Failed ? null : trial.LastMetrics, objectives);
    }

    /// <summary>How much of the space of outcomes the trials beat, by their last reports.</summary>
    /// <param name="result">The result.</param>
    /// <param name="objectives">At least one, with metrics that were reported.</param>
    /// <param name="reference">The worst outcome that counts, a value for each objective.</param>
    /// <exception cref="ArgumentException">
    /// There are no objectives, two have the same metric, or the reference has not one finite value for each.
    /// </exception>
    public static double Hypervolume(
        this TuneResult result, IEnumerable<Objective> objectives, IReadOnlyList<double> reference)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Clade.Hypervolume.Of(
            result.Trials.Where(static trial => trial.Status != TrialStatus.Failed)
                .Select(static trial => trial.LastMetrics).OfType<Metrics>(),
            objectives, reference);
    }

    /// <summary>The configurations with the mean and spread of their trials: see <see cref="RepeatSampler"/>.</summary>
    /// <param name="result">The result.</param>
    /// <returns>The best mean first; those of which a trial failed or reported nothing usable last.</returns>
    public static IReadOnlyList<RepeatedConfiguration> Repetitions(this TuneResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return RepeatedConfiguration.Of(
            result.Trials.Select(static trial => (
                trial.Id, trial.Config, trial.Status == TrialStatus.Failed ? null : trial.BestMetric)),
            result.Objective);
    }

    private static Metrics OutcomeOf(TrialResult trial, string objective) => new(trial.LastMetrics!.Select(item =>
        item.Key == objective ? KeyValuePair.Create(item.Key, trial.BestMetric!.Value) : item));
}
