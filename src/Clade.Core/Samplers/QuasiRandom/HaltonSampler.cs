using System.Collections.Immutable;

namespace Clade;

/// <summary>
/// Fills the space more evenly than chance does: Halton's sequence, its digits permuted by the experiment's seed.
/// </summary>
/// <remarks>
/// <para>
/// Halton, 1960, with the random permutations of Owen, 2017. It learns nothing. Even for any number of trials, where
/// <see cref="SobolSampler"/> prefers powers of two; beyond about ten hyperparameters that one is more even.
/// </para>
/// <para>
/// One dimension for each hyperparameter with a choice, in the order of the space: put the most important ones first.
/// A turned off hyperparameter keeps its dimension. From the 102nd on, hyperparameters are drawn as by
/// <see cref="RandomSampler"/>, and so are functions. Grids multiply as they do there.
/// </para>
/// </remarks>
public sealed record HaltonSampler : Sampler
{
    private static readonly ImmutableArray<int> Primes = [.. HaltonSequence.Primes().Take(SobolSequence.DimensionsMax)];

    internal override Configuration? Propose(ProposalRequest request) => QuasiRandomProposal.Of(
        this, request, RandomOf(request.Trial, request.Seed),
        (point, dimension) => dimension < Primes.Length
            ? HaltonSequence.At(point, dimension, Primes[dimension], request.Seed)
            : double.NaN);

    internal override int? CountOf(SearchSpace space, int? trials) => GridMultiplication.CountOf(space, trials);
}
