using Clade.GaussianProcesses;

namespace Clade;

/// <summary>A sampler that models the scores and proposes where an improvement is to be expected.</summary>
public abstract record BayesianSampler : Sampler
{
    private const int StartupTrialsDefault = 10;
    private const int CandidatesDefault = 1_024;
    private const int LocalSearchesDefault = 10;
    private const int ObservationsMaxDefault = 500;

    private protected BayesianSampler()
    {
    }

    /// <summary>How many trials must have a score before the model is asked.</summary>
    /// <value>At least 1; 10 by default, as in Optuna. Until then configurations fill the space evenly.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int StartupTrials
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(StartupTrials), value, "A model needs a score to learn from. Ask for at least 1 start-up trial.");
    } = StartupTrialsDefault;

    /// <summary>How many configurations are rated before the search for the best one begins.</summary>
    /// <value>In [16, 65536]; 1,024 by default. Three quarters fill the space, the others lie near the best so
    /// far.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [16, 65536].</exception>
    public int Candidates
    {
        get;
        init => field = value is >= 16 and <= 65_536 ? value : throw new ArgumentOutOfRangeException(
            nameof(Candidates), value, "Fewer than 16 candidates miss the good places, more than 65,536 take too " +
                "long.");
    } = CandidatesDefault;

    /// <summary>From how many of the candidates a local search climbs.</summary>
    /// <value>In [1, 1000]; 10 by default.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [1, 1000].</exception>
    public int LocalSearches
    {
        get;
        init => field = value is >= 1 and <= 1_000 ? value : throw new ArgumentOutOfRangeException(
            nameof(LocalSearches), value, "Without a local search there is no result, and more than 1,000 take too " +
                "long.");
    } = LocalSearchesDefault;

    /// <summary>With how many observations the model computes at most.</summary>
    /// <value>In [16, 4000]; 500 by default.</value>
    /// <remarks>
    /// The time for a proposal grows with its cube. Where there are more, the best half of that number takes part, and
    /// a random sample of the others. Pending trials come on top.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [16, 4000].</exception>
    public int ObservationsMax
    {
        get;
        init => field = value is >= 16 and <= 4_000 ? value : throw new ArgumentOutOfRangeException(
            nameof(ObservationsMax), value, "With fewer than 16 observations there is no model, and with more than " +
                "4,000 a proposal would take minutes.");
    } = ObservationsMaxDefault;

    internal override bool Learns => true;

    internal override int? CountOf(SearchSpace space, int? trials) => trials;

    internal override string Describe() => base.Describe() + Changes(
        ("start-up trials", StartupTrials, StartupTrialsDefault),
        ("candidates", Candidates, CandidatesDefault),
        ("local searches", LocalSearches, LocalSearchesDefault),
        ("observations at most", ObservationsMax, ObservationsMaxDefault));

    internal override IReadOnlyList<string> Mistakes(SearchSpace space)
    {
        var mistakes = base.Mistakes(space);
        return space.DefinitionMistakes.IsEmpty && RefuseGrid(space, GetType().Name) is { } refusal
            ? [.. mistakes, refusal]
            : mistakes;
    }

    /// <summary>
    /// What is proposed while there is too little to learn from: the starting ones, then random ones.
    /// </summary>
    /// <remarks>Points of a sequence that fills the space evenly led to the right valley no more often.</remarks>
    private protected Configuration? Startup(ProposalRequest request) =>
        new RandomSampler { StartingConfigurations = StartingConfigurations }.Propose(request);

    private protected Configuration Search(ProposalRequest request, Func<SpaceEncoding, TrialHistory, Evidence> learn)
    {
        var encoding = new SpaceEncoding(request.Space);
        return new GaussianProcessProposal(this, request, encoding, RandomOf(request.Trial, request.Seed))
            .Search(learn(encoding, request.History));
    }
}
