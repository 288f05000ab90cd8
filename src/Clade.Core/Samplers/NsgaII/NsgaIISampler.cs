using System.Collections.Immutable;
using Clade.MultiObjective;
using Clade.NsgaII;

namespace Clade;

/// <summary>Looks for the best compromises of several objectives by evolution (Deb et al., 2002, NSGA-II).</summary>
/// <remarks>
/// <para>
/// The first trials are drawn at random. Then each is a child of two members of the population: crossed (simulated
/// binary crossover for numbers, one parent's value for choices) and mutated (polynomial mutation; another value for
/// choices). The population are the trials of the best fronts, those with more room on the last one first; it is
/// chosen anew after every trial rather than after each 50 (a departure from the paper), which uses parallel workers
/// well and came further with as many trials.
/// </para>
/// <para>
/// The objectives are metrics of a trial's last report. Every report must carry them. The experiment's own objective
/// still decides what is called best, and what a scheduler compares. <see cref="ParetoFront"/> gives the compromises.
/// </para>
/// </remarks>
public sealed record NsgaIISampler : Sampler
{
    /// <summary>So often another child is made where one was tried before.</summary>
    private const int AttemptsMax = 10;

    /// <summary>What is optimised.</summary>
    /// <value>At least two, with different metrics.</value>
    /// <exception cref="ArgumentException">There are fewer than two, or two have the same metric.</exception>
    public required IReadOnlyList<Objective> Objectives
    {
        get => Wanted.Items;
        init
        {
            Wanted = ObjectiveList.Of(value, nameof(Objectives));
            if (Wanted.Items.Length < 2)
            {
                throw new ArgumentException(
                    $"NsgaIISampler has one objective ({Wanted}), but compromises need two. Add one, or use another " +
                    "sampler.", nameof(Objectives));
            }
        }
    }

    /// <summary>How many trials are parents.</summary>
    /// <value>At least 4. Default 50. So many trials are random.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [4, 1000].</exception>
    public int PopulationSize
    {
        get;
        init => field = value is >= 4 and <= 1000 ? value : throw new ArgumentOutOfRangeException(
            nameof(PopulationSize), value, "A population must have 4 to 1000 members, to have parents to choose from.");
    } = 50;

    /// <summary>How likely a child has two parents rather than one.</summary>
    /// <value>In [0, 1]. Default 0.9, as published.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1], or NaN.</exception>
    public double CrossoverProbability
    {
        get;
        init => field = Probability(value, nameof(CrossoverProbability));
    } = 0.9;

    /// <summary>How likely a hyperparameter of a child with two parents is mixed.</summary>
    /// <value>In [0, 1]. Default 0.5, as published.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1], or NaN.</exception>
    public double SwapProbability
    {
        get;
        init => field = Probability(value, nameof(SwapProbability));
    } = 0.5;

    /// <summary>How likely a hyperparameter of a child is mutated.</summary>
    /// <value>In [0, 1]. Default: one of each child's on average.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1], or NaN.</exception>
    public double? MutationProbability
    {
        get;
        init => field = value is { } given ? Probability(given, nameof(MutationProbability)) : null;
    }

    /// <summary>η_c: the higher, the nearer a child's numbers are to its parents'.</summary>
    /// <value>At least 0. Default 20, as published.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double CrossoverIndex
    {
        get;
        init => field = Index(value, nameof(CrossoverIndex));
    } = 20;

    /// <summary>η_m: the higher, the smaller mutations are.</summary>
    /// <value>At least 0. Default 20, as published.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double MutationIndex
    {
        get;
        init => field = Index(value, nameof(MutationIndex));
    } = 20;

    internal ObjectiveList Wanted { get; private init; } = null!;

    internal override bool Learns => true;

    internal override IEnumerable<string> RequiredMetrics => Wanted.Items.SelectMany(static o => o.ReportedMetrics);

    internal override Configuration? Propose(ProposalRequest request)
    {
        var random = RandomOf(request.Trial, request.Seed);
        if (request.Trial < StartingConfigurations.Count)
        {
            return request.Space.Complete(StartingConfigurations[request.Trial], random);
        }

        var fold = FoldMemory<NsgaFold>.Of(this, request, () => new NsgaFold(this, request.Space));
        var population = fold.After(request.History.Observations);
        if (population.IsEmpty || fold.Encoding.Dimensions.IsEmpty) return request.Space.Sample(random);

        return Child(fold.Encoding, population, request, random);
    }

    internal override int? CountOf(SearchSpace space, int? trials) => trials;

    internal override IReadOnlyList<string> Mistakes(SearchSpace space)
    {
        if (base.Mistakes(space) is { Count: > 0 } mistakes) return mistakes;
        return RefuseGrid(space, nameof(NsgaIISampler)) is { } refusal ? [refusal] : [];
    }

    internal override string Describe()
    {
        var usual = new NsgaIISampler { Objectives = Objectives };
        return $"{base.Describe()}, {Wanted}" + Changes(
            ("population", PopulationSize, usual.PopulationSize),
            ("crossover", CrossoverProbability, usual.CrossoverProbability),
            ("swap", SwapProbability, usual.SwapProbability),
            ("mutation", MutationProbability, usual.MutationProbability),
            ("crossover index", CrossoverIndex, usual.CrossoverIndex),
            ("mutation index", MutationIndex, usual.MutationIndex));
    }

    private Configuration Child(
        SpaceEncoding encoding, ImmutableArray<NsgaIndividual> population, ProposalRequest request, KeyedRandom random)
    {
        var own = KeyedRandom.For(request.Seed, RandomPurpose.Sampler, request.Trial);
        var tried = request.History.Observations.Concat(request.History.Pending)
            .Select(static observation => observation.Config).ToHashSet();
        Configuration child;
        var attempt = 0;
        do
        {
            var place = own.NextBoolean(CrossoverProbability)
                ? Variation.Cross(encoding.Dimensions, Parent(), Parent(), this, own)
                : (double[])Parent().Clone();
            Variation.Mutate(encoding.Dimensions, place, this, own);
            child = encoding.Decode(place, random);
        }
        while (tried.Contains(child) && ++attempt < AttemptsMax);

        return child;

        double[] Parent()
        {
            var one = population[own.NextIndex(population.Length)];
            var other = population[own.NextIndex(population.Length)];
            return (other.Beats(one) ? other : one).Place;
        }
    }

    private static double Probability(double value, string name) => value is >= 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "A probability must be in [0, 1].");

    private static double Index(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(
            name, value, "A distribution index must be at least 0 and finite; 20 is usual.");
}
