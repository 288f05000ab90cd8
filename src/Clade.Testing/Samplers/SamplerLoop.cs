using System.Collections.Immutable;

namespace Clade.Testing;

/// <summary>Asks a sampler for trials, one at a time, and makes their outcomes up.</summary>
internal sealed class SamplerLoop(Sampler sampler, SearchSpace space, ulong seed)
{
    private static readonly Objective Loss = Objective.Minimize("loss");

    private readonly SpaceEncoding _encoding = new(space);
    private readonly List<Observation> _observations = [];

    /// <summary>What is handed to the sampler; none for a new one each time.</summary>
    public SamplerMemory? Memory { get; init; }

    /// <summary>What is known before any trial.</summary>
    public ImmutableArray<Observation> Earlier { get; init; } = [];

    /// <summary>What has ended so far, by number.</summary>
    public IReadOnlyList<Observation> Observations => _observations;

    /// <summary>The next proposal; it stays pending. None when the sampler has no more.</summary>
    public Configuration? Ask(int trial, params ImmutableArray<Observation> pending) => sampler.Propose(
        new ProposalRequest(space, trial, seed, new TrialHistory([.. Earlier, .. _observations], pending))
        {
            Memory = Memory ?? new SamplerMemory(),
        });

    /// <summary>Asks for trials and tells each at once what it reached.</summary>
    /// <param name="trials">How many.</param>
    /// <param name="score">A trial's score by its number; none for one that depends on its place.</param>
    /// <returns>The proposals.</returns>
    public List<Configuration> Run(int trials, Func<int, double>? score = null)
    {
        var proposals = new List<Configuration>();
        for (var i = 0; i < trials && Ask(_observations.Count) is { } config; i++)
        {
            proposals.Add(config);
            Tell(config, score?.Invoke(i) ?? Value(config));
        }

        return proposals;
    }

    /// <summary>Adds a trial that has ended.</summary>
    public void Tell(Configuration config, double score)
    {
        var metrics = sampler.RequiredMetrics.Append(Loss.Metric).Distinct(StringComparer.Ordinal)
            .Select(name => KeyValuePair.Create(name, -score));
        _observations.Add(new Observation(_observations.Count, config, new Score(score), Iteration: 1)
        {
            Metrics = new Metrics(metrics),
        });
    }

    /// <summary>The score of a configuration: it has one best place, in every dimension that is on.</summary>
    public double Value(Configuration config) => _encoding.Encode(config)
        .Where(static place => !double.IsNaN(place)).Sum(static place => -Math.Pow(place - 0.3, 2));
}
