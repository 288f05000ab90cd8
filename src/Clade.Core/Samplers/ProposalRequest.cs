using System.Collections.Immutable;

namespace Clade;

/// <summary>All that a proposal may depend on.</summary>
/// <param name="Space">The search space.</param>
/// <param name="Trial">The new trial, from 0.</param>
/// <param name="Seed">The experiment's seed.</param>
/// <param name="History">What is known of the trials before.</param>
internal sealed record ProposalRequest(SearchSpace Space, int Trial, ulong Seed, TrialHistory History)
{
    /// <summary>
    /// Where a sampler may keep what it would otherwise compute anew from the history: the caller hands the same to all
    /// proposals of an experiment. Proposals never depend on it.
    /// </summary>
    public SamplerMemory Memory { get; init; } = new();
}

/// <summary>What earlier trials tell a sampler.</summary>
/// <param name="Observations">Trials that have reported and ended, by number.</param>
/// <param name="Pending">Trials that have not ended, by number, with what they have reported so far.</param>
internal sealed record TrialHistory(ImmutableArray<Observation> Observations, ImmutableArray<Observation> Pending)
{
    public static TrialHistory Empty { get; } = new([], []);
}

/// <summary>What is known of one trial.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Config">Its configuration.</param>
/// <param name="Score">Its best score; the worst if it failed or has not reported.</param>
/// <param name="Iteration">How far it came.</param>
internal sealed record Observation(int Trial, Configuration Config, Score Score, long Iteration)
{
    /// <summary>Its last metrics, for samplers with objectives of their own; none if it has not reported.</summary>
    public Metrics? Metrics { get; init; }

    /// <summary>The scores at the levels where a scheduler compared trials, the lowest level first.</summary>
    public ImmutableArray<LevelScore> Levels { get; init; } = [];
}

/// <summary>A score at a level of a scheduler that compares trials in their course.</summary>
/// <param name="Level">The level: an amount of the time attribute.</param>
/// <param name="Score">The score there.</param>
internal readonly record struct LevelScore(double Level, Score Score);
