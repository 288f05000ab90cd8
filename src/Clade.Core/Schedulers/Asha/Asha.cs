using System.Collections.Immutable;
using System.Globalization;
using Clade.Experiments;
using Clade.Schedulers;
using static System.FormattableString;

namespace Clade;

/// <summary>
/// Asynchronous successive halving (ASHA): many trials begin, and at each rung only the best share of those that have
/// come there goes on to train longer.
/// </summary>
/// <remarks>
/// <para>
/// Li et al., <i>A System for Massively Parallel Hyperparameter Tuning</i>, MLSys 2020, arXiv:1810.05934. Their r is
/// <see cref="GracePeriod"/>, R <see cref="MaxResource"/> and η <see cref="ReductionFactor"/>. Rungs are at r, r·η,
/// r·η² and so on up to R. The stopping variant decides as Ray Tune's does.
/// </para>
/// <para>
/// A report counts for the highest rung at or below its time, and a trial counts once at a rung. A score that is not
/// finite is left out when the cutoff is computed, and its trial ends (or is never promoted).
/// </para>
/// </remarks>
public sealed record Asha : Scheduler
{
    /// <summary>What a trial trains at most; it is complete there.</summary>
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
    /// <value>Above 1. Default 4, that of the paper and of Ray Tune.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 1 and finite.</exception>
    public double ReductionFactor
    {
        get;
        init => field = RungOptions.Factor(value);
    } = 4;

    /// <summary>How many brackets there are; each begins a rung higher than the one before.</summary>
    /// <value>
    /// From 1 to 10. Default 1, which is best unless early scores mislead. Trials are drawn into brackets as often as
    /// in Hyperband.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [1, 10].</exception>
    public int Brackets
    {
        get;
        init => field = value is >= 1 and <= RungOptions.BracketsMax ? value : throw new ArgumentOutOfRangeException(
            nameof(Brackets), value,
            $"The number of brackets must lie in [1, {RungOptions.BracketsMax}], because each begins a rung higher " +
            "than the one before. 1 is usual.");
    } = 1;

    /// <summary>Whether a trial ends or pauses at a rung.</summary>
    /// <value>
    /// Default <see cref="AshaVariant.Stopping"/>, which needs no checkpoints.
    /// </value>
    public AshaVariant Variant { get; init; }

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

    internal override bool PausesAtRungs => Variant == AshaVariant.Promotion;

    internal ImmutableArray<Ladder> Ladders => [.. Enumerable.Range(0, Brackets).Select(LadderOf)];

    internal override string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"asynchronous successive halving: maximum {MaxResource}, grace {GracePeriod}, factor {ReductionFactor}" +
        $"{(Brackets > 1 ? Invariant($", brackets {Brackets}") : "")}{(PausesAtRungs ? ", promotion" : "")}" +
        $"{RungOptions.DescribeTime(TimeAttribute)}");

    internal override IEnumerable<string> Mistakes(ExperimentSettings settings)
    {
        if (RungOptions.MistakeOf(GracePeriod, nameof(GracePeriod), MaxResource, ReductionFactor) is { } mistake)
        {
            yield return mistake;
        }
        else if (LadderOf(Brackets - 1).Levels.IsEmpty)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Brackets is {Brackets}, but from {GracePeriod} to {MaxResource} there are only ") +
                $"{LadderOf(0).Levels.Length} rungs, and each bracket begins one higher. Use fewer brackets.";
        }
    }

    internal override void Record(Decider decider, TrialId trial) => AshaRungs.Enter(this, decider, trial);

    internal override string? ReasonItIsComplete(TrialState trial) => RungOptions.Complete(trial.Time, MaxResource);

    internal override string ReasonToStop(ExperimentSettings settings, TrialState trial) =>
        RungReason.Of(settings, trial.Course!.Last!, settings.Objective.Metric);

    // A trial whose end was decided, and whose worker was lost before it could save, ends at its next report.
    internal override ReportVerdict OnReport(
        ExperimentSettings settings, ExperimentState state, TrialState trial) => trial.Course?.Last switch
        {
            { Decision: RungDecision.Stops } => ReportVerdict.Stop,
            { Decision: RungDecision.Waits } last when PausesAtRungs && trial.Time >= last.Level => ReportVerdict.Pause,
            _ => ReportVerdict.Continue,
        };

    internal override void OnRoom(Decider decider)
    {
        if (PausesAtRungs && Promotions.Next(decider.State, Ladders, MaxResource) is { } trial)
        {
            Promotions.Promote(decider, trial);
        }
    }

    internal override void OnIdle(Decider decider) => Promotions.EndPaused(decider);

    internal override double? TopLevel => LadderOf(0).Top;

    internal override ImmutableArray<LevelScore> LevelsOf(ExperimentState state, TrialState trial) =>
        RungLevels.Of(trial);

    private Ladder LadderOf(int bracket)
    {
        var first = GracePeriod;
        for (var i = 0; i < bracket; i++) first *= ReductionFactor;
        return new Ladder(first, ReductionFactor, MaxResource);
    }
}
