using Clade.CmaEs;

namespace Clade;

/// <summary>
/// Covariance matrix adaptation: draws from a normal distribution that follows what was good, in place, size and shape.
/// </summary>
/// <remarks>
/// <para>
/// For numbers, and some hundred trials: it learns which hyperparameters depend on each other. Hansen, 2016
/// (arXiv:1604.00772), with negative weights. A generation is as many trials, by number, as the population has; while
/// some of it run, further trials are drawn from the same distribution, and a late result takes its place by number. A
/// failed trial ranks last in its generation.
/// </para>
/// <para>
/// Integers, ordered lists and quantised ranges keep a margin (Hamano et al., 2022): a neighbour stays within reach
/// however small the step. Choices and booleans have a distribution of their own each (CatCMA, Hamano et al., 2024),
/// which cannot see that one depends on another. A hyperparameter that is turned off teaches nothing of it. A search
/// that has converged begins again elsewhere with a larger population (IPOP, Auger and Hansen, 2005).
/// </para>
/// </remarks>
public sealed record CmaEsSampler : Sampler
{
    /// <summary>More members would learn no better, only later.</summary>
    internal const int PopulationMax = 1_000;

    /// <summary>How many trials are drawn before the distribution changes: λ.</summary>
    /// <value>In [4, 1000]. Default: 4 + ⌊1.5 ln n⌋ for n hyperparameters, 6 for six.</value>
    /// <remarks>
    /// Fewer than Hansen's 4 + ⌊3 ln n⌋, because tuning has hundreds of evaluations rather than thousands: on
    /// Hartmann's function of six the regret after 100 trials is 0.6 of what it is with his. Use his for a thousand
    /// trials, and twice as many if scores are noisy.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [4, 1000].</exception>
    public int? PopulationSize
    {
        get;
        init => field = value is null or (>= 4 and <= PopulationMax) ? value : throw new ArgumentOutOfRangeException(
            nameof(PopulationSize), value,
            "A population must have 4 to 1000 members: fewer can't tell directions apart. Leave it out for the usual " +
            "size.");
    }

    /// <summary>The standard deviation to begin with, as a share of each range on its own scale.</summary>
    /// <value>Above 0 and at most 1. Default 0.15: the middle of the space first, its ends within reach.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside (0, 1], or NaN.</exception>
    public double InitialStep
    {
        get;
        init => field = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(InitialStep), value, "An initial step is a share of the range: it must be above 0 and at most 1.");
    } = 0.15;

    /// <summary>By which factor the population grows when a converged search begins again.</summary>
    /// <value>
    /// At least 1; 0 stands for no restarts. Default 2, as published: larger populations see more of a rugged
    /// objective.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is neither 0 nor in [1, 1000].</exception>
    public double PopulationGrowth
    {
        get;
        init => field = value is 0 or (>= 1 and <= PopulationMax) ? value : throw new ArgumentOutOfRangeException(
            nameof(PopulationGrowth), value,
            "A population can't shrink: the factor must be at least 1, or 0 to never begin again.");
    } = 2;

    /// <summary>Which share of the earlier trials, the best, the search begins around.</summary>
    /// <value>In (0, 1]. Default 0.1 (Nomura et al., 2021).</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside (0, 1], or NaN.</exception>
    public double WarmStartFraction
    {
        get;
        init => field = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(WarmStartFraction), value, "A share of trials must be above 0 and at most 1.");
    } = 0.1;

    /// <summary>
    /// Trials below this number are where the search begins, not members of it: those of another sampler, say. Earlier
    /// trials have negative numbers.
    /// </summary>
    internal int WarmStartTrials { get; init; }

    internal bool MayRestart => PopulationGrowth > 0;

    internal override bool Learns => true;

    internal override Configuration? Propose(ProposalRequest request)
    {
        var random = RandomOf(request.Trial, request.Seed);
        if (request.Trial < StartingConfigurations.Count)
        {
            return request.Space.Complete(StartingConfigurations[request.Trial], random);
        }

        var fold = FoldMemory<CmaFold>.Of(
            this, request, () => new CmaFold(this, request.Space, request.Seed));
        var state = fold.After(request.History.Observations)[^1];
        var point = CmaDraw.Of(fold.Space, state, request.Seed, request.Trial);
        return fold.Space.Encoding.Decode(fold.Space.PlaceOf(point), random);
    }

    internal override int? CountOf(SearchSpace space, int? trials) => trials;

    internal override IReadOnlyList<string> Mistakes(SearchSpace space)
    {
        if (base.Mistakes(space) is { Count: > 0 } mistakes) return mistakes;
        return RefuseGrid(space, nameof(CmaEsSampler)) is { } refusal ? [refusal] : [];
    }

    internal override string Describe()
    {
        var usual = new CmaEsSampler();
        return base.Describe() + Changes(
            ("population", PopulationSize, usual.PopulationSize),
            ("initial step", InitialStep, usual.InitialStep),
            ("population growth", PopulationGrowth, usual.PopulationGrowth),
            ("warm start fraction", WarmStartFraction, usual.WarmStartFraction),
            ("warm start trials", WarmStartTrials, usual.WarmStartTrials));
    }
}
