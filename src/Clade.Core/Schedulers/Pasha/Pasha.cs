using System.Collections.Immutable;
using System.Globalization;
using Clade.Experiments;
using Clade.Schedulers;
using static System.FormattableString;

namespace Clade;

/// <summary>
/// Progressive asynchronous successive halving (PASHA): ASHA that begins with a small maximum and raises it only while
/// the trials' ranking still changes with more training.
/// </summary>
/// <remarks>
/// <para>
/// Bohdal et al., <i>PASHA: Efficient HPO and NAS with Progressive Resource Allocation</i>, ICLR 2023,
/// arXiv:2207.06940. Trials pause at rungs as in <see cref="AshaVariant.Promotion"/>. At first there are two rungs.
/// Whenever a trial comes to the highest one open, the trials there are ranked by their scores at it and at the rung
/// below. If the rankings differ, the next rung opens. Scores closer than ε count as equal; ε is estimated from pairs
/// of trials whose curves cross at least twice, as the <see cref="NoisePercentile"/> of the differences of their last
/// common scores.
/// </para>
/// <para>
/// Departure from the paper: only the best 100 trials of the highest rung are ranked, so that a decision's cost does
/// not grow with the experiment.
/// </para>
/// <para>
/// The experiment ends when no trial can be promoted. What PASHA found is then to be trained in full: the best trial
/// has come to the highest rung that opened, and no farther.
/// </para>
/// </remarks>
public sealed record Pasha : Scheduler
{
    /// <summary>What a trial trains at most, should the maximum be raised that far.</summary>
    /// <value>Units of the time attribute; above 0, at least <see cref="GracePeriod"/>. No default.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0 and finite.</exception>
    public required double MaxResource
    {
        get;
        init => field = RungOptions.Resource(value, "Give what a good trial needs to be trained fully.");
    }

    /// <summary>What every trial trains at least: the first rung.</summary>
    /// <value>Units of the time attribute; above 0. Default 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0 and finite.</exception>
    public double GracePeriod
    {
        get;
        init => field = RungOptions.Resource(value, "Give the time after which scores tell trials apart.");
    } = 1;

    /// <summary>One of so many trials goes on at a rung, and the next rung is so many times as high.</summary>
    /// <value>Above 1. Default 3, that of the paper.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 1 and finite.</exception>
    public double ReductionFactor
    {
        get;
        init => field = RungOptions.Factor(value);
    } = 3;

    /// <summary>Which share of the differences between crossing curves is taken for noise.</summary>
    /// <value>In [0, 1]. Default 0.9, that of the paper. With 0 the smallest difference is ε.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1], or NaN.</exception>
    public double NoisePercentile
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(NoisePercentile), value,
            "A percentile is a share in [0, 1], because it says how many of the differences are noise: 0.9 is usual.");
    } = 0.9;

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

    internal override bool PausesAtRungs => true;

    internal override bool KeepsCurves => true;

    internal Ladder Ladder => new(GracePeriod, ReductionFactor, MaxResource);

    internal override string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"progressive asynchronous successive halving: maximum {MaxResource}, grace {GracePeriod}, factor " +
        $"{ReductionFactor}{(NoisePercentile != 0.9 ? Invariant($", noise percentile {NoisePercentile}") : "")}" +
        $"{RungOptions.DescribeTime(TimeAttribute)}");

    internal override IEnumerable<string> Mistakes(ExperimentSettings settings) =>
        RungOptions.MistakeOf(GracePeriod, nameof(GracePeriod), MaxResource, ReductionFactor) is { } mistake
            ? [mistake]
            : [];

    internal override void Record(Decider decider, TrialId trial) => PashaRungs.Enter(this, decider, trial);

    internal override string? ReasonItIsComplete(TrialState trial) => RungOptions.Complete(trial.Time, MaxResource);

    internal override ReportVerdict OnReport(
        ExperimentSettings settings, ExperimentState state, TrialState trial) =>
        trial.Course?.Last is { Decision: RungDecision.Waits } last && trial.Time >= last.Level
            ? ReportVerdict.Pause
            : ReportVerdict.Continue;

    internal override void OnRoom(Decider decider)
    {
        if (PashaRungs.Next(this, decider.State) is { } trial) Promotions.Promote(decider, trial);
    }

    internal override void OnIdle(Decider decider) => Promotions.EndPaused(decider);

    internal override double? TopLevel => Ladder.Top;

    internal override ImmutableArray<LevelScore> LevelsOf(ExperimentState state, TrialState trial) =>
        RungLevels.Of(trial);
}
