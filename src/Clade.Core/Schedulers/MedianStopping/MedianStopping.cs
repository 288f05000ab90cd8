using System.Globalization;
using Clade.Experiments;
using Clade.Schedulers;
using static System.FormattableString;

namespace Clade;

/// <summary>
/// The median stopping rule: a trial ends whose best score is below the median of the averages that the others had at
/// the same time.
/// </summary>
/// <remarks>
/// <para>
/// Golovin et al., <i>Google Vizier: A Service for Black-Box Optimization</i>, KDD 2017, section 3.2.1. Decides as Ray
/// Tune's does where all trials report at the same times. It makes no assumption about the form of the curves and
/// stops little; it suits experiments in which few trials run long.
/// </para>
/// <para>
/// A trial's average is over its reports from the grace period on. Averages of the others are taken at the same
/// multiple of <see cref="Interval"/>, so those that never reported there are not counted. Scores that are not finite
/// are left out of averages; a trial with no other score is left out of the median, and ends.
/// </para>
/// </remarks>
public sealed record MedianStopping : Scheduler
{
    /// <summary>What every trial trains at least; averages begin there.</summary>
    /// <value>Units of the time attribute, at least 0. Default 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double GracePeriod
    {
        get;
        init => field = double.IsFinite(value) && value >= 0 ? value : throw new ArgumentOutOfRangeException(
            nameof(GracePeriod), value,
            "A grace period can't be negative or infinite, because every trial gets it. Give 0 for none.");
    } = 1;

    /// <summary>So many other trials must have come as far before one is ended.</summary>
    /// <value>At least 1. Default 5, that of Syne Tune.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MinOthers
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(MinOthers), value, "A median needs at least 1 other trial. 5 is usual.");
    } = 5;

    /// <summary>A decision is taken once in so much time.</summary>
    /// <value>Units of the time attribute; above 0. Default 1: at every iteration.</value>
    /// <remarks>
    /// Each decision keeps one number for as long as the experiment runs. Where trials report thousands of times, or
    /// the time attribute counts steps, a longer interval keeps that small, and lets trials meet at the same times.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0 and finite.</exception>
    public double Interval
    {
        get;
        init => field = RungOptions.Resource(value, "Give the time between two decisions: 1 decides at every report.");
    } = 1;

    /// <summary>
    /// Whether a trial below the median pauses instead of ending, and trains to its end once no new trial is to begin.
    /// </summary>
    /// <value>Default false. Pausing needs checkpoints; a trial pauses once.</value>
    public bool SoftStop { get; init; }

    /// <summary>What is counted as time.</summary>
    /// <value>
    /// <c>iteration</c> (the default) counts reports; else the name of a reported metric that never falls.
    /// </value>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string TimeAttribute
    {
        get;
        init => field = RungOptions.TimeAttribute(value);
    } = RungOptions.Iterations;

    internal override string? TimeMetric => TimeAttribute == RungOptions.Iterations ? null : TimeAttribute;

    internal override bool PausesAtRungs => SoftStop;

    internal override double? AverageFrom => GracePeriod;

    internal override string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"median stopping: grace {GracePeriod}, others {MinOthers}" +
        $"{(Interval != 1 ? Invariant($", interval {Interval}") : "")}" +
        $"{(SoftStop ? ", soft stop" : "")}{RungOptions.DescribeTime(TimeAttribute)}");

    internal override void Record(Decider decider, TrialId trial)
    {
        if (EntryOf(decider.State, decider.State[trial]) is { } entry) decider.Emit(new EnterRung(trial, entry));
    }

    internal override string ReasonToStop(ExperimentSettings settings, TrialState trial)
    {
        var entry = trial.Course!.Last! with { Score = trial.BestScore };
        return RungReason.Of(settings, entry, $"best {settings.Objective.Metric}");
    }

    internal override ReportVerdict OnReport(
        ExperimentSettings settings, ExperimentState state, TrialState trial) => trial.Course?.Last switch
        {
            { Decision: RungDecision.Stops } => ReportVerdict.Stop,
            { Decision: RungDecision.Waits } last when SoftStop && trial.Time >= last.Level => ReportVerdict.Pause,
            _ => ReportVerdict.Continue,
        };

    internal override void OnRoom(Decider decider)
    {
        if (Placement.MayCreateTrial(decider) || decider.State.Rungs.Waiting == 0) return;

        // The most behind of them runs first, as always.
        foreach (var trial in decider.State.Trials.Where(static trial => trial.Hold == HoldKind.Rung))
        {
            Promotions.Promote(decider, trial.Id);
        }
    }

    internal override void OnIdle(Decider decider) => OnRoom(decider);

    private RungEntry? EntryOf(ExperimentState state, TrialState trial)
    {
        if (trial.Time < GracePeriod || trial.Course is not { Average: { } average } course) return null;

        var level = Math.Floor(trial.Time / Interval) * Interval;
        if (level <= course.Last?.Level) return null;

        var others = state.Rungs.At(0, level);
        var cutoff = others.Usable < MinOthers ? null : others.Median();
        var isWorse = cutoff is { } median && median.IsBetterThan(trial.BestScore);
        var decision = !isWorse || course.Promotions > 0 ? RungDecision.Passes
            : SoftStop ? RungDecision.Waits
            : RungDecision.Stops;
        return new RungEntry(0, level, average.Value, decision, cutoff);
    }
}
