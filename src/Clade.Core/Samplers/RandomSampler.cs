using Clade.Spaces;

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
        var grid = GridPoint(space, trial);
        return trial < StartingConfigurations.Count
            ? space.Complete(StartingConfigurations[trial], random, grid)
            : space.Complete(Configuration.Empty, random, grid);
    }

    internal override int? CountOf(SearchSpace space, int? trials)
    {
        if (trials is not { } asked) return null;
        // More trials than int.MaxValue could not be numbered, let alone run.
        return (int)GridsOf(space).Aggregate(
            (long)asked, static (count, grid) => Math.Min(count * GridSize(grid), int.MaxValue));
    }

    /// <summary>The combination of grid values for a trial; the last grid changes fastest.</summary>
    private static Configuration GridPoint(SearchSpace space, int trial)
    {
        var rest = trial;
        var point = Configuration.Empty;
        foreach (var grid in GridsOf(space).Reverse())
        {
            var (quotient, index) = Math.DivRem(rest, GridSize(grid));
            point = point.With(grid.Name, ((GridDomain)grid.Domain).Options[index]);
            rest = quotient;
        }

        return point;
    }

    private static int GridSize(Parameter grid) => ((GridDomain)grid.Domain).Options.Length;
}
