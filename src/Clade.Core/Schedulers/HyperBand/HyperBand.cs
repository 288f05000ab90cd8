using System.Collections.Immutable;
using System.Globalization;
using Clade.Experiments;
using Clade.Schedulers;

namespace Clade;

/// <summary>
/// Hyperband: brackets of trials, some with many that are halved early and often, some with few that train long. The
/// trials of a bracket wait for each other at each rung, and the best share of them goes on.
/// </summary>
/// <remarks>
/// <para>
/// Li et al., <i>Hyperband: A Novel Bandit-Based Approach to Hyperparameter Optimization</i>, JMLR 18, 2018,
/// arXiv:1603.06560. Their R is <see cref="MaxResource"/> and η <see cref="ReductionFactor"/>. The brackets come in
/// the paper's order, the one with the most trials first, and begin again after the last; with R = 81 and η = 3 a band
/// is 81, 34, 15, 8 and 5 trials that begin with 1, 3, 9, 27 and 81. Unlike in the paper, the number that goes on is
/// rounded up, as in Ray Tune.
/// </para>
/// <para>
/// A trial waits by its checkpoint and gives its worker away. One that fails or ends is not waited for. A bracket that
/// the last trial leaves incomplete is halved as it is. A score that is not finite is never promoted.
/// </para>
/// </remarks>
public sealed record HyperBand : Scheduler
{
    /// <summary>What a trial trains at most; it is complete there.</summary>
    /// <value>Units of the time attribute; above 0, at least <see cref="MinResource"/>. No default.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0 and finite.</exception>
    public required double MaxResource
    {
        get;
        init => field = RungOptions.Resource(value, "Give what a good trial needs to be trained fully.");
    }

    /// <summary>What a trial trains at least.</summary>
    /// <value>Units of the time attribute; above 0. Default 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0 and finite.</exception>
    public double MinResource
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

    internal ImmutableArray<HyperBandBracket> Table => HyperBandTable.Of(MinResource, MaxResource, ReductionFactor);

    internal override string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"hyperband: maximum {MaxResource}, minimum {MinResource}, factor {ReductionFactor}" +
        $"{RungOptions.DescribeTime(TimeAttribute)}");

    internal override IEnumerable<string> Mistakes(ExperimentSettings settings)
    {
        if (RungOptions.MistakeOf(MinResource, nameof(MinResource), MaxResource, ReductionFactor) is { } mistake)
        {
            yield return mistake;
        }
        else if (Table[0].Trials == HyperBandTable.TrialsMax)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"From MinResource {MinResource} to MaxResource {MaxResource} the first bracket would have ") +
                $"{HyperBandTable.TrialsMax} trials or more. Raise MinResource.";
        }
    }

    internal override void Record(Decider decider, TrialId trial) => HyperBandRounds.Enter(this, decider, trial);

    internal override string? ReasonItIsComplete(TrialState trial) => RungOptions.Complete(trial.Time, MaxResource);

    internal override ReportVerdict OnReport(
        ExperimentSettings settings, ExperimentState state, TrialState trial) =>
        trial.Course?.Last is { Decision: RungDecision.Waits } last && trial.Time >= last.Level
            ? ReportVerdict.Pause
            : ReportVerdict.Continue;

    internal override void Settle(Decider decider)
    {
        HyperBandRounds.PutIntoBrackets(this, decider);
        HyperBandRounds.CloseComplete(this, decider);
    }

    internal override void OnIdle(Decider decider)
    {
        Settle(decider);
        // Of another scheduler's rungs, before the experiment was resumed with this one.
        if (decider.State.Waiting.IsEmpty) Promotions.EndPaused(decider);
    }

    internal override double? TopLevel => new Ladder(MinResource, ReductionFactor, MaxResource).Top;

    internal override ImmutableArray<LevelScore> LevelsOf(ExperimentState state, TrialState trial) =>
        RungLevels.Of(trial);
}
