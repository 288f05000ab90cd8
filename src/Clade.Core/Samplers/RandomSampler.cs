namespace Clade;

/// <summary>Draws every configuration from the space, independently of the others.</summary>
/// <remarks>
/// <para>
/// Grids multiply: with <c>Search.Grid</c> of 3 and of 2 values in the space and 4 trials asked for, there are 24
/// trials, 4 for each combination, as in Ray Tune. The first six trials cover every combination once. Everything else
/// in the space is drawn afresh for every trial.
/// </para>
/// <para>
/// Starting configurations count among the trials. Where one leaves a grid's value out, it gets the one that the trial
/// would have had anyway.
/// </para>
/// </remarks>
public sealed record RandomSampler : Sampler
{
    internal override Configuration? Propose(ProposalRequest request)
    {
        var (space, trial) = (request.Space, request.Trial);
        var random = RandomOf(trial, request.Seed);
        var grid = GridMultiplication.PointOf(space, trial);
        return trial < StartingConfigurations.Count
            ? space.Complete(StartingConfigurations[trial], random, grid)
            : space.Complete(Configuration.Empty, random, grid);
    }

    internal override int? CountOf(SearchSpace space, int? trials) => GridMultiplication.CountOf(space, trials);
}
