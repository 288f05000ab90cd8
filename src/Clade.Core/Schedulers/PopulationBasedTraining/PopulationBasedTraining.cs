using System.Collections.Immutable;
using System.Globalization;
using Clade.Experiments;
using Clade.Schedulers;
using Clade.Spaces;
using static System.FormattableString;

namespace Clade;

/// <summary>
/// Population Based Training (PBT): trials train side by side, and at its ready points a weak trial takes over the
/// checkpoint and the configuration of a strong one and changes the configuration a little.
/// </summary>
/// <remarks>
/// Jaderberg et al., <i>Population Based Training of Neural Networks</i>, 2017, arXiv:1711.09846. Defaults and names
/// follow Ray Tune's, so that settings carry over. Wrong values are refused where they are set.
/// </remarks>
public sealed record PopulationBasedTraining : Scheduler
{
    /// <summary>Units of the time attribute between two ready points of a trial.</summary>
    /// <value>Above 0. No default: long enough for a changed hyperparameter to show in the score.</value>
    /// <remarks>
    /// Every ready point saves a checkpoint. A short interval makes PBT greedy: it takes what helps at once for what
    /// helps in the end, and after five or six decisions the whole population has one founder.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0 and finite.</exception>
    public required double PerturbationInterval
    {
        get;
        init => field = double.IsFinite(value) && value > 0 ? value : throw new ArgumentOutOfRangeException(
            nameof(PerturbationInterval), value,
            "A perturbation interval must be above 0: 1 decides after every iteration.");
    }

    /// <summary>What is counted as time.</summary>
    /// <value>
    /// <c>iteration</c> (the default) counts reports; else the name of a reported metric that never falls.
    /// </value>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string TimeAttribute
    {
        get;
        init => field = !string.IsNullOrWhiteSpace(value) ? value : throw new ArgumentException(
            "The time attribute needs a name: 'iteration', or a metric that is reported.", nameof(TimeAttribute));
    } = Iterations;

    /// <summary>No decision before this time.</summary>
    /// <value>Units of the time attribute, at least 0. Default 0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double BurnIn
    {
        get;
        init => field = double.IsFinite(value) && value >= 0 ? value : throw new ArgumentOutOfRangeException(
            nameof(BurnIn), value, "A burn-in must be at least 0.");
    }

    /// <summary>Share of the population at each end that copies and is copied.</summary>
    /// <value>In [0, 0.5]. The default, 0.25, is that of Ray Tune and Syne Tune. With 0 nobody ever copies.</value>
    /// <remarks>Rounded up to k = ceil(n·q) trials, at most half of the population.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 0.5], or NaN.</exception>
    public double QuantileFraction
    {
        get;
        init => field = value is >= 0 and <= 0.5 ? value : throw new ArgumentOutOfRangeException(
            nameof(QuantileFraction), value,
            "A quantile fraction must lie in [0, 0.5], because nobody can copy and be copied at once: 0.25 is usual.");
    } = 0.25;

    /// <summary>For each hyperparameter, the chance to be drawn afresh instead of perturbed.</summary>
    /// <value>In [0, 1]. Default 0.25.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1], or NaN.</exception>
    public double ResampleProbability
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(ResampleProbability), value, "A probability lies in [0, 1]: 0.25 is usual.");
    } = 0.25;

    /// <summary>A perturbed number is multiplied by one of these, each as likely.</summary>
    /// <value>At least one, all above 0. Default (1.2, 0.8); (1.25, 0.8) has no downward drift.</value>
    /// <exception cref="ArgumentException">There is none, or one is not above 0 and finite.</exception>
    public ImmutableArray<double> PerturbationFactors
    {
        get;
        init => field = !value.IsDefaultOrEmpty && value.All(static f => double.IsFinite(f) && f > 0)
            ? value
            : throw new ArgumentException(
                $"Perturbation factors must be above 0, and there must be at least one; got " +
                $"[{(value.IsDefault ? "" : string.Join(", ", value))}]. (1.2, 0.8) is usual.",
                nameof(PerturbationFactors));
    } = [1.2, 0.8];

    /// <summary>The hyperparameters that change in an exploit, with the domains to explore in.</summary>
    /// <value>
    /// Default: the whole search space. Others are inherited from the donor. <see cref="SearchSpace.Only"/> picks some.
    /// </value>
    public SearchSpace? Mutations { get; init; }

    /// <summary>Who copies whom.</summary>
    /// <value>Default: <see cref="TruncationSelection"/> by <see cref="QuantileFraction"/>.</value>
    public ExploitStrategy Exploit { get; init; } = new TruncationSelection();

    /// <summary>What becomes of the donor's configuration.</summary>
    /// <value>Default: each hyperparameter is perturbed or resampled.</value>
    public Explore Explore { get; init; } = Explore.PerturbOrResample;

    /// <summary>How much better than itself a donor must be for a trial to copy it.</summary>
    /// <value>Default: none.</value>
    public Margin? Margin { get; init; }

    /// <summary>
    /// Asynchronous mode: only trials whose times differ by at most so many intervals are ranked together.
    /// </summary>
    /// <value>
    /// Above 0, in perturbation intervals; infinity ranks all. Default 1: otherwise older trials win by their age.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0.</exception>
    public double MaxSkew
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(
            nameof(MaxSkew), value, "The skew must be above 0 intervals, or nobody could be ranked.");
    } = 1;

    /// <summary>
    /// Share of the budget at its end without decisions, during which <c>LearningRateFactor</c> falls to 0.
    /// </summary>
    /// <value>In [0, 1). Default 0: none.</value>
    /// <remarks>
    /// PBT is greedy and never anneals by itself, because a small learning rate pays only at the very end. The stop
    /// rule must limit iterations, or there would be no budget to take a share of.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1), or NaN.</exception>
    public double CoolDown
    {
        get;
        init => field = value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(CoolDown), value,
            "A cool-down is a share of the budget in [0, 1): 0.25 cools over the last quarter.");
    }

    /// <summary>Whether the checkpoint of the best unit ever seen is kept.</summary>
    /// <value>Default true.</value>
    public bool KeepBest { get; init; } = true;

    /// <summary>Whether all trials decide together, generation by generation.</summary>
    /// <value>
    /// Default false. When true the decisions do not depend on the speed or the number of workers.
    /// </value>
    public bool Synchronous { get; init; }

    /// <summary>Synchronous mode: a trial that is so late is ranked by its last score, and not waited for.</summary>
    /// <value>Counted from the first arrival. Default: none, everyone is waited for.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above zero.</exception>
    public TimeSpan? GenerationTimeout
    {
        get;
        init => field = value is null || value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(
            nameof(GenerationTimeout), value, "A generation timeout must be above zero.");
    }

    /// <summary>Whether a trial that failed for good starts again from a donor at the next decision.</summary>
    /// <value>Default true; otherwise the population shrinks.</value>
    public bool ReviveFailed { get; init; } = true;

    /// <summary>
    /// Sub-populations that decide at different frequencies (MF-PBT): for each its period in perturbation intervals.
    /// </summary>
    /// <value>
    /// Rising whole numbers, at least 1: <c>[1, 5, 20, 50]</c>. Default: none, the population is one. Needs
    /// <see cref="Synchronous"/>, a number of trials that the number of periods divides with at least 4 in each part,
    /// and <see cref="TruncationSelection"/>.
    /// </value>
    /// <remarks>
    /// <para>
    /// Against greed: those that decide rarely keep what pays late, and those that decide often find what pays at once.
    /// Trial i belongs to part i modulo the number of periods. When its period is due, the worst quarter of a part
    /// copies the best quarter of the same part, rank by rank, and explores; the quarter before the worst compares
    /// itself with the best outsiders, and where one is better takes over its weights: together with its configuration
    /// if it decides more rarely, and else with the configuration of the own part's best trial, without exploring.
    /// </para>
    /// <para>
    /// Doulazmi et al., RLC 2025 (MF-PBT). The quarters are <see cref="QuantileFraction"/>; the paper's factors are
    /// (1.25, 0.8). Structural hyperparameters always come with the weights.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentException">A period is below 1, or they do not rise.</exception>
    public ImmutableArray<int> SubPopulations
    {
        get;
        init => field = value.IsDefault ? [] : value.Zip(value.Skip(1)).All(static pair => pair.First < pair.Second)
            && value.All(static period => period >= 1)
            ? value
            : throw new ArgumentException(
                $"The periods of sub-populations are whole numbers from 1 on that rise, because each part decides " +
                $"more rarely than the one before; got [{string.Join(", ", value)}]. [1, 5, 20, 50] is usual.",
                nameof(SubPopulations));
    } = [];

    /// <summary>Restarts the population with a longer interval when it stagnates (IPBT).</summary>
    /// <value>
    /// Default: none. Needs <see cref="Synchronous"/> and a training function that does what <c>Trial.Restart</c> says.
    /// </value>
    /// <remarks>
    /// Against greed where the right interval is not known: begin with a short <see cref="PerturbationInterval"/>.
    /// </remarks>
    public StagnationRestart? Restart { get; init; }

    /// <summary>How many times the population begin; at their first ready point the best of them become it.</summary>
    /// <value>
    /// At least 1. Default 1. <c>Trials</c> counts all that begin: with 16 trials and 2, the population has 8. Needs
    /// <see cref="Synchronous"/>, and a number of trials that it divides.
    /// </value>
    /// <remarks>
    /// Costs one interval of the trials that are stopped then, and spares the population its worst beginnings. With
    /// <see cref="SubPopulations"/> each part chooses among its own. Wan et al., 2022 (BG-PBT) take 3; IPBT takes 2.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int InitialMultiple
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(InitialMultiple), value, "At least the population itself begins: 1, or 2 for twice as many.");
    } = 1;

    /// <summary>
    /// Selects some sub-populations by how fast their weights improve under greedy hyperparameters (FIRE PBT).
    /// </summary>
    /// <value>
    /// Default: none, the score alone decides. Needs <see cref="Synchronous"/>, <see cref="TruncationSelection"/> and
    /// enough trials for all parts, and goes with none of <see cref="SubPopulations"/>, <see cref="Restart"/> and
    /// <see cref="InitialMultiple"/>.
    /// </value>
    /// <remarks>
    /// Against greed where reports are frequent: a curve is compared report by report. <see cref="Margin"/> holds in
    /// the sub-population that is selected by score.
    /// </remarks>
    public FasterImprovementRate? ImprovementRate { get; init; }

    internal const string Iterations = "iteration";

    internal PerturbationOptions Perturbation => new(Mutations, ResampleProbability, PerturbationFactors);

    /// <summary>Whether no generation would change anything.</summary>
    internal bool IsIdle => CopiesNobody && Restart is null && InitialMultiple == 1;

    /// <summary>Whether the quantile leaves nobody to copy or be copied.</summary>
    internal bool CopiesNobody => QuantileFraction == 0 && Exploit is TruncationSelection;

    internal override bool CreatesAllTrialsAtOnce => true;

    internal override bool HasGenerations => Synchronous;

    internal override bool SavesImprovements => false;

    internal override bool KeepsOrigins => Restart is not null;

    internal override bool KeepsCurves => ImprovementRate is not null;

    internal override bool KeepsBest => KeepBest;

    internal override string? TimeMetric => TimeAttribute == Iterations ? null : TimeAttribute;

    internal override string? StandardErrorMetric => Margin?.StandardErrorMetric;

    internal override int RecentScoresKept => Exploit.RecentScoresKept;

    internal override int ScoreChangesKept => Explore.ScoreChangesKept;

    internal override string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"population based training: interval {PerturbationInterval}, quantile {QuantileFraction}, resample " +
        $"{ResampleProbability}, factors {string.Join("/", PerturbationFactors.Select(Literal.Of))}, " +
        $"{Exploit.Describe()}" +
        $"{(TimeMetric is { } time ? $", time {time}" : "")}{(BurnIn > 0 ? Invariant($", burn-in {BurnIn}") : "")}" +
        $"{(Margin is { } margin ? Invariant($", margin {margin}") : "")}" +
        $"{(MaxSkew != 1 ? Invariant($", skew {MaxSkew}") : "")}" +
        $"{(Mutations is { } some ? $", mutations of {string.Join("/", some.Parameters.Select(p => p.Name))}" : "")}" +
        $"{(Explore.Describe() is { Length: > 0 } explore ? $", {explore}" : "")}" +
        $"{(ReviveFailed ? "" : ", no revival")}{(KeepBest ? "" : ", best not kept")}" +
        $"{(CoolDown > 0 ? Invariant($", cool-down {CoolDown}") : "")}{(Synchronous ? ", synchronous" : "")}" +
        $"{(GenerationTimeout is { } late ? Invariant($", generation timeout {late}") : "")}" +
        $"{(SubPopulations.IsEmpty ? "" : $", sub-populations {string.Join("/", SubPopulations)}")}" +
        $"{(InitialMultiple > 1 ? Invariant($", the best of {InitialMultiple} times as many") : "")}" +
        $"{(Restart is { } restart ? $", {restart.Describe()}" : "")}" +
        $"{(ImprovementRate is { } rate ? $", {rate.Describe()}" : "")}");

    internal override IEnumerable<string> Mistakes(ExperimentSettings settings) => PbtMistakes.In(this, settings);

    internal override ReportVerdict OnReport(
        ExperimentSettings settings, ExperimentState state, TrialState trial) =>
        ReadyPoints.OnReport(this, settings, state, trial);

    internal override void OnReady(Decider decider, TrialId trial)
    {
        if (Synchronous) Generations.Arrive(decider, trial);
        else AsynchronousDecision.Take(this, decider, trial);
    }

    internal override void OnReopened(Decider decider, IReadOnlyList<TrialId> trials) =>
        ReadyPoints.CatchUp(this, decider, trials);

    internal override bool MayStart(
        ExperimentSettings settings, ExperimentState state, TrialState trial) =>
        Synchronous || !ReadyPoints.IsTooFarAhead(this, settings, state, trial);

    internal override void Settle(Decider decider)
    {
        if (Synchronous) Generations.CloseIfComplete(this, decider);
        else ReadyPoints.ReleaseHeld(this, decider);
    }

    internal override DateTimeOffset? NextDeadline(ExperimentSettings settings, ExperimentState state) =>
        Generations.Deadline(this, state);

    internal override double LearningRateFactor(
        ExperimentSettings settings, ExperimentState state, TrialState trial) =>
        CoolDownPhase.FactorAt(CoolDown, settings.Stop.IterationBudget, trial.Iteration);
}
