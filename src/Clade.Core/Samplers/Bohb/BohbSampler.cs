using Clade.Bohb;

namespace Clade;

/// <summary>
/// The model of BOHB: proposes what is likely among the good trials and unlikely among the others, at the highest rung
/// that enough trials have come to. Meant for <see cref="HyperBand"/> and <see cref="Asha"/>.
/// </summary>
/// <remarks>
/// <para>
/// Falkner, Klein and Hutter, <i>BOHB: Robust and Efficient Hyperparameter Optimization at Scale</i>, ICML 2018,
/// arXiv:1807.01774. Two kernel densities over all hyperparameters together: l of the best trials and g of the worst.
/// Candidates are drawn from l with its bandwidths widened, and the one with the highest l/g is proposed. Until a rung
/// has d + 3 trials with usable scores, for d hyperparameters, configurations are drawn from the space.
/// </para>
/// <para>
/// Under a scheduler without rungs the trials that have ended are compared by their best scores. A hyperparameter that
/// a trial had turned off is drawn for the model. A score that is not finite ranks last.
/// </para>
/// </remarks>
public sealed record BohbSampler : Sampler
{
    /// <summary>The share of a rung's trials that are good.</summary>
    /// <value>In (0, 1). Default 0.15, that of the paper; at least one trial more than hyperparameters.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside (0, 1), or NaN.</exception>
    public double GoodFraction
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(GoodFraction), value,
            "A share of good trials must be above 0 and below 1, because the others are compared with them: 0.15 is " +
            "usual.");
    } = 0.15;

    /// <summary>The share of trials that are drawn from the space whatever was learned.</summary>
    /// <value>In [0, 1]. Default 1/3, that of the paper.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1], or NaN.</exception>
    public double RandomFraction
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(RandomFraction), value, "A share of trials lies in [0, 1]: 1/3 is usual.");
    } = 1.0 / 3;

    /// <summary>How many candidates are drawn for each proposal.</summary>
    /// <value>From 1 to 10,000. Default 64, that of the paper.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [1, 10000].</exception>
    public int Candidates
    {
        get;
        init => field = value is >= 1 and <= 10_000 ? value : throw new ArgumentOutOfRangeException(
            nameof(Candidates), value,
            "The number of candidates must lie in [1, 10000], because each is compared with every trial: 64 is usual.");
    } = 64;

    /// <summary>By how much bandwidths are widened when candidates are drawn.</summary>
    /// <value>Above 0. Default 3, that of the paper.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0 and finite.</exception>
    public double BandwidthFactor
    {
        get;
        init => field = double.IsFinite(value) && value > 0 ? value : throw new ArgumentOutOfRangeException(
            nameof(BandwidthFactor), value, "A bandwidth factor must be above 0 and finite: 3 is usual.");
    } = 3;

    /// <summary>The least bandwidth, against models that have collapsed to a point.</summary>
    /// <value>A share of the range on its own scale; above 0 and at most 1. Default 0.001, that of the paper.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside (0, 1], or NaN.</exception>
    public double MinBandwidth
    {
        get;
        init => field = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(MinBandwidth), value,
            "A bandwidth is a share of the range and must be above 0 and at most 1: 0.001 is usual.");
    } = 1e-3;

    internal override bool Learns => true;

    internal override Configuration? Propose(ProposalRequest request)
    {
        var random = RandomOf(request.Trial, request.Seed);
        if (request.Trial < StartingConfigurations.Count)
        {
            return request.Space.Complete(StartingConfigurations[request.Trial], random);
        }

        var encoding = new SpaceEncoding(request.Space);
        var evidence = random.Fork("random").NextBoolean(RandomFraction)
            ? null
            : BohbEvidence.Of(request, encoding, GoodFraction);
        return evidence is null
            ? request.Space.Complete(Configuration.Empty, random)
            : encoding.Decode(BohbProposal.Of(this, encoding, evidence, random.Fork("candidates")), random);
    }

    internal override int? CountOf(SearchSpace space, int? trials) => trials;

    internal override IReadOnlyList<string> Mistakes(SearchSpace space)
    {
        if (base.Mistakes(space) is { Count: > 0 } mistakes) return mistakes;
        return RefuseGrid(space, nameof(BohbSampler)) is { } refusal ? [refusal] : [];
    }

    internal override string Describe()
    {
        var usual = new BohbSampler();
        return base.Describe() + Changes(
            ("good fraction", GoodFraction, usual.GoodFraction),
            ("random fraction", RandomFraction, usual.RandomFraction),
            ("candidates", Candidates, usual.Candidates),
            ("bandwidth factor", BandwidthFactor, usual.BandwidthFactor),
            ("least bandwidth", MinBandwidth, usual.MinBandwidth));
    }
}
