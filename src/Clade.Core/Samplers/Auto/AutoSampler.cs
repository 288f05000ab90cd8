using Clade.MultiObjective;
using Clade.Spaces;

namespace Clade;

/// <summary>Chooses the sampler by the space, the number of trials so far and the number of objectives.</summary>
/// <remarks>
/// <para>
/// Several objectives: <see cref="NsgaIISampler"/>. Choices, booleans or conditions: <see cref="TpeSampler"/>. Numbers
/// alone: <see cref="GaussianProcessSampler"/> for the first 250 trials (up to 20 hyperparameters; TPE for more), then
/// <see cref="CmaEsSampler"/>, begun around the best of those. Each with its defaults. <see cref="Explain"/> says what
/// was chosen for a space, and why.
/// </para>
/// <para>The policy is that of Optuna's AutoSampler, but for the sampler of several objectives.</para>
/// </remarks>
public sealed record AutoSampler : Sampler
{
    /// <summary>From this trial on many are cheap: a model of all costs more than it finds.</summary>
    internal const int FewTrials = 250;

    /// <summary>In more dimensions a Gaussian process has too few trials to learn its length scales from.</summary>
    internal const int GaussianDimensionsMax = 20;

    /// <summary>What is optimised, where there are several objectives.</summary>
    /// <value>
    /// None by default: the experiment's objective. Two or more with different metrics, which every report must carry.
    /// </value>
    /// <exception cref="ArgumentException">There is one, or two have the same metric.</exception>
    public IReadOnlyList<Objective> Objectives
    {
        get => Wanted?.Items ?? [];
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            Wanted = value.Count == 0 ? null : ObjectiveList.Of(value, nameof(Objectives));
            if (value.Count == 1)
            {
                throw new ArgumentException(
                    $"Objectives has one objective ({Wanted}). Leave it out: a single one is the experiment's own.",
                    nameof(Objectives));
            }
        }
    }

    internal ObjectiveList? Wanted { get; private init; }

    internal override bool Learns => true;

    internal override IEnumerable<string> RequiredMetrics =>
        Wanted?.Items.SelectMany(static objective => objective.ReportedMetrics) ?? [];

    /// <summary>Which samplers propose the trials of a space, and why: a sentence for people.</summary>
    /// <param name="space">The space.</param>
    /// <param name="trials">How many trials there will be; none for no limit.</param>
    /// <exception cref="SearchSpaceException">The space has mistakes.</exception>
    public string Explain(SearchSpace space, int? trials = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        var first = Choose(space, trial: 0);
        var text = $"{first.Sampler.GetType().Name}, because {first.Reason}";
        if (trials is <= FewTrials) return text;

        var later = Choose(space, FewTrials);
        return later == first
            ? text
            : $"{text}; from trial {Literal.Of(FewTrials)} on {later.Sampler.GetType().Name}, because {later.Reason}";
    }

    internal override Configuration? Propose(ProposalRequest request)
    {
        var sampler = Choose(request.Space, request.Trial).Sampler;
        return (sampler with { StartingConfigurations = StartingConfigurations }).Propose(request);
    }

    internal override int? CountOf(SearchSpace space, int? trials) => trials;

    internal override IReadOnlyList<string> Mistakes(SearchSpace space)
    {
        if (base.Mistakes(space) is { Count: > 0 } mistakes) return mistakes;
        return RefuseGrid(space, nameof(AutoSampler)) is { } refusal ? [refusal] : [];
    }

    internal override string Describe() => Wanted is null ? base.Describe() : $"{base.Describe()}, {Wanted}";

    internal override string Describe(SearchSpace space) => $"{Describe()}: {Explain(space)}";

    /// <summary>The sampler of a trial.</summary>
    internal AutoChoice Choose(SearchSpace space, int trial)
    {
        if (Wanted is { } objectives)
        {
            return new(
                new NsgaIISampler { Objectives = objectives.Items },
                $"there are {Literal.Of(objectives.Items.Length)} objectives");
        }

        var encoding = new SpaceEncoding(space);
        if (encoding.Dimensions.FirstOrDefault(static d => d.Parameter.IsConditional) is { } conditional)
        {
            return new(new TpeSampler(), $"'{conditional.Name}' is conditional");
        }

        if (encoding.Dimensions.FirstOrDefault(static d => d.IsCategorical) is { } categorical)
        {
            return new(new TpeSampler(), $"'{categorical.Name}' has values without an order");
        }

        if (trial >= FewTrials)
        {
            return new(
                new CmaEsSampler { WarmStartTrials = FewTrials },
                "with so many it finds more than a model does; it begins around the best before");
        }

        var count = encoding.Dimensions.Length;
        return count > GaussianDimensionsMax
            ? new(new TpeSampler(), $"{Literal.Of(count)} hyperparameters are too many for a Gaussian process")
            : new(new GaussianProcessSampler(), "all hyperparameters are numbers and trials are few");
    }
}
