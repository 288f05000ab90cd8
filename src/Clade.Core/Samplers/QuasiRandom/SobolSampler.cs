namespace Clade;

/// <summary>
/// Fills the space more evenly than chance does: Sobol's sequence, scrambled by the experiment's seed.
/// </summary>
/// <remarks>
/// <para>
/// Sobol, 1967, with the nested uniform scrambling of Owen, 1995, and direction numbers of our own, under which pairs
/// of dimensions are as even as under the best published ones. It learns nothing, so that trials may run at the same
/// time without loss. Best in a number that is a power of two.
/// </para>
/// <para>
/// One dimension for each hyperparameter with a choice, in the order of the space: put the most important ones first.
/// A turned off hyperparameter keeps its dimension. From the 102nd on, hyperparameters are drawn as by
/// <see cref="RandomSampler"/>, and so are functions. Grids multiply as they do there.
/// </para>
/// </remarks>
public sealed record SobolSampler : Sampler
{
    internal override Configuration? Propose(ProposalRequest request) => QuasiRandomProposal.Of(
        this, request, RandomOf(request.Trial, request.Seed),
        (point, dimension) => dimension < SobolSequence.DimensionsMax
            ? SobolSequence.At(point, dimension, request.Seed)
            : double.NaN);

    internal override int? CountOf(SearchSpace space, int? trials) => GridMultiplication.CountOf(space, trials);
}
