using System.Globalization;
using System.Runtime.CompilerServices;
using Clade.Experiments;

namespace Clade;

/// <summary>Makes the rules that say when a trial, or the whole experiment, has had enough.</summary>
/// <remarks>
/// Rules are looked at after every report, and combine with <c>|</c> (any) and <c>&amp;</c> (all):
/// <c>Stop.AtIteration(40) | Stop.AfterTime(TimeSpan.FromHours(2))</c>.
/// </remarks>
public static class Stop
{
    /// <summary>The longest time limit: above, adding it to a date would overflow.</summary>
    internal static readonly TimeSpan TimeLimitMax = TimeSpan.FromDays(3650);

    /// <summary>The rule that never holds: trials end when their training function returns.</summary>
    public static StopRule Never { get; } = new NeverRule();

    /// <summary>Ends a trial once it has done so many iterations.</summary>
    /// <param name="iteration">
    /// Reports, counted through every exploit (a trial that copies a donor goes on at the donor's iteration); at least
    /// 1.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The iteration is below 1.</exception>
    public static StopRule AtIteration(long iteration) => iteration >= 1
        ? new AtIterationRule(iteration)
        : throw new ArgumentOutOfRangeException(
            nameof(iteration), iteration,
            "No trial can stop there, because the first report is iteration 1. Give 1 or more, or use Stop.Never.");

    /// <summary>Ends the experiment once all trials together have done so many iterations: a budget of work.</summary>
    /// <param name="iterations">
    /// Reports of all trials, those included that a crash or an exploit made vain; at least 1.
    /// </param>
    /// <remarks>
    /// With it, <c>Trials</c> need not be set: there are as many as the budget allows. Trials that run at the same time
    /// end with the report that they wait for.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public static StopRule AfterTotalIterations(long iterations) => iterations >= 1
        ? new AfterTotalIterationsRule(iterations)
        : throw new ArgumentOutOfRangeException(
            nameof(iterations), iterations,
            "Nothing could be trained, because the first report is iteration 1. Give 1 or more.");

    /// <summary>Ends a trial once the objective's metric is as good as wanted.</summary>
    /// <param name="metric">The objective's metric. For any other, say which direction is good:
    /// <see cref="WhenMetricAtLeast"/> or <see cref="WhenMetricAtMost"/>.</param>
    /// <param name="threshold">
    /// A finite number: reached from below when the objective maximizes, from above when it minimizes.
    /// </param>
    /// <remarks>NaN and infinite values never count: they say that something broke.</remarks>
    /// <exception cref="ArgumentException">The metric's name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is NaN or infinite.</exception>
    public static StopRule WhenMetric(string metric, double threshold) =>
        new MetricRule(MetricName(metric), Threshold(threshold), MetricDirection.OfObjective);

    /// <summary>Ends a trial once a metric is at or above a threshold.</summary>
    /// <param name="metric">Any metric that the training function reports.</param>
    /// <param name="threshold">A finite number.</param>
    /// <remarks>NaN never counts, and neither does a report without the metric; positive infinity does.</remarks>
    /// <exception cref="ArgumentException">The metric's name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is NaN or infinite.</exception>
    public static StopRule WhenMetricAtLeast(string metric, double threshold) =>
        new MetricRule(MetricName(metric), Threshold(threshold), MetricDirection.AtLeast);

    /// <summary>Ends a trial once a metric is at or below a threshold.</summary>
    /// <param name="metric">Any metric that the training function reports.</param>
    /// <param name="threshold">A finite number.</param>
    /// <remarks>NaN never counts, and neither does a report without the metric; negative infinity does.</remarks>
    /// <exception cref="ArgumentException">The metric's name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is NaN or infinite.</exception>
    public static StopRule WhenMetricAtMost(string metric, double threshold) =>
        new MetricRule(MetricName(metric), Threshold(threshold), MetricDirection.AtMost);

    /// <summary>Ends the whole experiment after a time.</summary>
    /// <param name="limit">
    /// Above zero, at most 3650 days. Time counts while a driver has the experiment open, over all resumes.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is outside that range.</exception>
    public static StopRule AfterTime(TimeSpan limit) => limit > TimeSpan.Zero && limit <= TimeLimitMax
        ? new AfterTimeRule(limit)
        : throw new ArgumentOutOfRangeException(
            nameof(limit), limit,
            "A time limit must be above zero and at most 3650 days, because the experiment runs for that long and the "
            + "calendar ends. Give a TimeSpan in that range, or use Stop.Never.");

    /// <summary>Ends a trial whose score has stopped rising.</summary>
    /// <param name="patience">Reports of the trial without an improvement after which it ends; at least 1.</param>
    /// <param name="minDelta">
    /// By how much the objective's metric must better the best so far to count as an improvement: strictly more than
    /// this. In the metric's unit, finite, at least 0. Default 0.
    /// </param>
    /// <param name="grace">Reports that every trial gets before it may end; at least 0. Default 0.</param>
    /// <remarks>
    /// NaN and infinite scores improve nothing. A trial that copies a donor starts counting afresh: it has new weights
    /// and a new configuration.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static StopRule OnPlateau(int patience, double minDelta = 0, int grace = 0) =>
        Plateau(StopScope.Trial, patience, minDelta, grace);

    /// <summary>Ends the whole experiment when no trial betters the best score any more.</summary>
    /// <param name="patience">
    /// Reports of all trials together without an improvement after which the experiment ends; at least 1. With 10
    /// trials, 100 are ten iterations of each.
    /// </param>
    /// <param name="minDelta">
    /// By how much the objective's metric must better the best so far to count as an improvement: strictly more than
    /// this. In the metric's unit, finite, at least 0. Default 0.
    /// </param>
    /// <param name="grace">Reports of all trials before the experiment may end; at least 0. Default 0.</param>
    /// <remarks>NaN and infinite scores improve nothing.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static StopRule ExperimentOnPlateau(int patience, double minDelta = 0, int grace = 0) =>
        Plateau(StopScope.Experiment, patience, minDelta, grace);

    /// <summary>Ends a trial when a function says so.</summary>
    /// <param name="condition">
    /// Looks at a report. It must depend on nothing but its argument, be quick, and be safe to call again with the same
    /// report: resuming an experiment may do so.
    /// </param>
    /// <param name="description">What it says, for people. Default: its source text.</param>
    /// <remarks>
    /// If the function throws, trials save at their next report and leave, and the experiment fails with a
    /// <see cref="CladeException"/> that names the exception. Resuming it with the function mended goes on from there.
    /// </remarks>
    /// <exception cref="ArgumentNullException">There is no function.</exception>
    public static StopRule When(
        Func<StopContext, bool> condition, [CallerArgumentExpression(nameof(condition))] string description = "")
    {
        ArgumentNullException.ThrowIfNull(condition);
        var words = description.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return new WhenRule(condition, words.Length == 0 ? "a function" : string.Join(' ', words));
    }

    private static PlateauRule Plateau(StopScope scope, int patience, double minDelta, int grace)
    {
        if (patience < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(patience), patience,
                "Patience must be at least 1, because a plateau is seen in reports. Give the number of reports without "
                + "an improvement that are too many.");
        }

        if (!double.IsFinite(minDelta) || minDelta < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(minDelta), minDelta,
                "An improvement must be a finite amount from 0 on, because scores are compared with it. Give it in the "
                + "metric's unit, without a sign, whichever way the objective goes.");
        }

        if (grace < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(grace), grace, "Grace counts reports and can't be negative. Give 0 for none.");
        }

        return new PlateauRule(scope, patience, minDelta, grace);
    }

    private static string MetricName(string metric) => !string.IsNullOrWhiteSpace(metric)
        ? metric
        : throw new ArgumentException(
            "A stop rule needs a metric's name, because it looks for it in every report. Give the name that the "
            + "training function reports.", nameof(metric));

    private static double Threshold(double threshold) => double.IsFinite(threshold)
        ? threshold
        : throw new ArgumentOutOfRangeException(
            nameof(threshold), threshold,
            string.Create(CultureInfo.InvariantCulture, $"No metric can be said to reach {threshold}. ")
            + "Give a finite threshold, or use Stop.Never.");
}
